import type { DatasetRecord } from '../../domain/datasetRecord.ts'
import { formatCount } from '../format.ts'

const ORDER = ['train', 'val', 'test']

/** The splits of a dataset by habit's order: "train 48, val 12"; empty without any. */
export function describeSplits({ splits }: Pick<DatasetRecord, 'splits'>): string {
  return splitNames(splits)
    .map((name) => `${name} ${formatCount(splits[name] ?? 0)}`)
    .join(', ')
}

/** Names of the splits: train, val and test first, then the rest by name. */
export function splitNames(splits: DatasetRecord['splits']): readonly string[] {
  const rank = (name: string) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length)
  return Object.keys(splits).sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
}
