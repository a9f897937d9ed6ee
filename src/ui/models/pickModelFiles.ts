const ACCEPT = '.pth,.pt,.ckpt,.safetensors,.json,.bin'

/** Opens the browser's file chooser; empty when nothing was chosen. */
export function pickModelFiles(): Promise<readonly File[]> {
  const input = document.createElement('input')
  input.type = 'file'
  input.multiple = true
  input.hidden = true
  input.accept = ACCEPT
  // Safari only opens the chooser of an input that is in the page.
  document.body.append(input)
  return new Promise((resolve) => {
    const finish = (): void => {
      input.remove()
      resolve([...(input.files ?? [])])
    }
    input.addEventListener('change', finish)
    input.addEventListener('cancel', finish)
    input.click()
  })
}
