/** How a dropped file is treated, judged by name and type only; its bytes are judged by the media worker. */
export type FileKind = 'picture' | 'archive' | 'other'

const PICTURE_NAME =
  /\.(jpe?g|jfif|png|apng|webp|avif|gif|bmp|dib|tiff?|heic|heif|jxl|psd|svg|ico)$/i

export function fileKind(file: { readonly name: string; readonly type: string }): FileKind {
  if (/\.zip$/i.test(file.name) || /^application\/(x-)?zip/.test(file.type)) return 'archive'
  if (file.type.startsWith('image/') || PICTURE_NAME.test(file.name)) return 'picture'
  return 'other'
}

/** Whether browsers do not show such a file, so that the stage waits for what the media worker makes of it. */
export function needsPreview(file: { readonly name: string; readonly type: string }): boolean {
  return file.type === 'image/tiff' || /\.tiff?$/i.test(file.name)
}

/** "a.txt", "a.txt and b.doc", "a.txt, b.doc and 5 more". */
export function listNames(names: readonly string[]): string {
  const [first = '', second = ''] = names
  if (names.length <= 1) return first
  if (names.length === 2) return `${first} and ${second}`
  return `${first}, ${second} and ${names.length - 2} more`
}
