import { folderOf, nameOf, stemOf, type TreeFile } from '../fileTree.ts'

/**
 * Which of a folder's JSON files belong together. COCO's own folders hold several sets of labels over the same pictures
 * (`instances_train2017`, `captions_train2017`, `person_keypoints_…`): files whose names differ by the split alone are
 * one set, and of the sets `instances` is taken, else the first with one that says labels, else the largest.
 */
export function chooseLabelSet(files: readonly TreeFile[]): {
  chosen: readonly TreeFile[]
  others: readonly TreeFile[]
} {
  const sets = new Map<string, TreeFile[]>()
  for (const file of files) {
    const key = setName(file.path)
    const set = sets.get(key)
    if (set === undefined) sets.set(key, [file])
    else set.push(file)
  }
  const rank = (key: string) =>
    /instance/.test(key) ? 2 : /annotation|label|coco/.test(key) ? 1 : 0
  const bytes = (set: readonly TreeFile[]) => set.reduce((total, file) => total + file.bytes, 0)
  const ordered = [...sets].sort(
    ([keyA, a], [keyB, b]) => rank(keyB) - rank(keyA) || bytes(b) - bytes(a),
  )
  const chosen = ordered[0]?.[1] ?? []
  return { chosen, others: files.filter((file) => !chosen.includes(file)) }
}

/** `annotations/instances_train2017.json` and `…_val2017.json` give the same word. */
function setName(path: string): string {
  const word = stemOf(path)
    .toLowerCase()
    .replace(/(train|training|val|valid|validation|test)?(-dev)?\d*$/, '')
    .replace(/[^a-z]+$/, '')
  // Roboflow and the like: one file of one name in a folder a split.
  const isSplitByFolder = /(^|\/)(train|valid|val|test)$/i.test(folderOf(path))
  return isSplitByFolder ? nameOf(path).toLowerCase() : word
}
