/** Opens the browser's chooser for one file; null when the person thought better of it. */
export function pickFile(accept: string): Promise<File | null> {
  const input = document.createElement('input')
  input.type = 'file'
  input.accept = accept
  input.hidden = true
  // Safari only opens the chooser of an input that is in the page.
  document.body.append(input)
  return new Promise((resolve) => {
    const finish = (): void => {
      input.remove()
      resolve(input.files?.[0] ?? null)
    }
    input.addEventListener('change', finish)
    input.addEventListener('cancel', finish)
    input.click()
  })
}
