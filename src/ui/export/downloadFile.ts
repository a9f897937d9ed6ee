/** Hands a made file to the browser's downloads. */
export function downloadFile({ file, name }: { file: Blob; name: string }): void {
  const url = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The download has its own hold on the data; a minute is for browsers that ask where to save first.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
