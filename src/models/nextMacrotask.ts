/** Lets the event loop turn once, so that messages (a cancel, above all) are received between two steps of long work. */
export function nextMacrotask(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0)
  })
}
