import { useEffect } from 'react'
import { useLimn } from '../useLimn.ts'
import { DatasetShelf } from './DatasetShelf.tsx'
import { DatasetView } from './DatasetView.tsx'
import { LabellingView } from './LabellingView.tsx'
import './data.css'

/** Datasets of this device: bring one in, look through it, mend its labels, take it away. */
export function DataPlace() {
  const loadDatasets = useLimn((state) => state.loadDatasets)
  const isLoaded = useLimn((state) => state.datasets !== null)
  const isLabelling = useLimn((state) => state.labelling !== null)
  const isOpen = useLimn((state) => state.openDatasetId !== null)
  useEffect(() => {
    if (!isLoaded) void loadDatasets()
  }, [isLoaded, loadDatasets])
  if (isLabelling) return <LabellingView />
  return <main className="data-place">{isOpen ? <DatasetView /> : <DatasetShelf />}</main>
}
