/** A file stays locked for a moment after its writer was aborted; what then remains is swept at a later start. */
export async function removeSoon(folder: FileSystemDirectoryHandle, name: string): Promise<void> {
  for (let attempt = 0; attempt < 5; attempt++) {
    try {
      await folder.removeEntry(name)
      return
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20 * 2 ** attempt))
    }
  }
}
