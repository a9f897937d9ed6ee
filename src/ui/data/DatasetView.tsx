import { useMemo, useState } from 'react'
import { filterImages } from '../../store/filterImages.ts'
import type { DatasetExportFormat } from '../../store/datasetsState.ts'
import { Button } from '../components/Button.tsx'
import { IconButton } from '../components/IconButton.tsx'
import { downloadFile } from '../export/downloadFile.ts'
import { formatNumberOf } from '../format.ts'
import { useLimn } from '../useLimn.ts'
import { ClassesPanel } from './ClassesPanel.tsx'
import { DatasetJob } from './DatasetJob.tsx'
import { FilterBar } from './FilterBar.tsx'
import { HealthPanel } from './HealthPanel.tsx'
import { ImageGrid } from './ImageGrid.tsx'
import { openRecord } from './openRecord.ts'
import { SplitsPanel } from './SplitsPanel.tsx'

/** One dataset: its images to look through, its health, its splits and classes. */
export function DatasetView() {
  const record = useLimn(openRecord)
  const images = useLimn((state) => state.datasetImages)
  const filter = useLimn((state) => state.imageFilter)
  const lookalikes = useLimn((state) => state.lookalikes)
  const shown = useMemo(
    () => (images === null ? null : filterImages(images, filter, lookalikes)),
    [images, filter, lookalikes],
  )
  if (record === null) return null
  return (
    <div className="dataset">
      <DatasetHead />
      <div className="dataset-body">
        <section className="dataset-images" aria-labelledby="images-title">
          <DatasetJob />
          <h2 id="images-title" className="visually-hidden">
            Images
          </h2>
          <FilterBar record={record} shown={shown?.length ?? 0} />
          {shown === null ? (
            <p className="panel-note">Reading the images</p>
          ) : (
            <ImageGrid images={shown} categories={record.categories} />
          )}
        </section>
        <aside className="dataset-side" aria-label="About this dataset">
          {images !== null && <HealthPanel record={record} images={images} />}
          <SplitsPanel record={record} />
          <ClassesPanel record={record} />
        </aside>
      </div>
    </div>
  )
}

function DatasetHead() {
  const record = useLimn(openRecord)
  const openDataset = useLimn((state) => state.openDataset)
  const renameDataset = useLimn((state) => state.renameDataset)
  if (record === null) return null
  const { id, name, imageCount, objectCount, origin } = record
  return (
    <header className="dataset-head">
      <IconButton
        icon="chevron"
        className="data-back"
        label="All datasets"
        side="right"
        onClick={() => void openDataset(null)}
      />
      <div className="dataset-name">
        <h1 className="visually-hidden">{name}</h1>
        <input
          key={name}
          className="dataset-name-input"
          aria-label="Name of the dataset"
          defaultValue={name}
          onKeyDown={(event) => {
            if (event.key === 'Enter') event.currentTarget.blur()
          }}
          onBlur={(event) => {
            if (event.target.value !== name) void renameDataset(id, event.target.value)
          }}
        />
        <p className="data-card-facts">
          {formatNumberOf(imageCount, 'image')} · {formatNumberOf(objectCount, 'object')} · from{' '}
          {origin}
        </p>
      </div>
      <ExportControl id={id} />
      <DeleteControl id={id} name={name} />
    </header>
  )
}

const FORMATS: readonly { id: DatasetExportFormat; title: string }[] = [
  { id: 'coco', title: 'COCO' },
  { id: 'voc', title: 'Pascal VOC' },
  { id: 'yolo', title: 'YOLO' },
  { id: 'label-maps', title: 'Label maps' },
]

function ExportControl({ id }: { id: string }) {
  const exportDataset = useLimn((state) => state.exportDataset)
  const isBusy = useLimn((state) => state.datasetJob !== null)
  const [format, setFormat] = useState<DatasetExportFormat>('coco')
  const take = async (): Promise<void> => {
    const made = await exportDataset(id, format)
    if (made !== null) downloadFile(made)
  }
  return (
    <div className="data-export">
      <select
        className="data-select"
        aria-label="Format of the export"
        value={format}
        onChange={(event) =>
          setFormat(FORMATS.find((each) => each.id === event.target.value)?.id ?? 'coco')
        }
      >
        {FORMATS.map(({ id: value, title }) => (
          <option key={value} value={value}>
            {title}
          </option>
        ))}
      </select>
      <Button icon="export" disabled={isBusy} onClick={() => void take()}>
        Export
      </Button>
    </div>
  )
}

/** Deleting a dataset cannot be undone, so it asks for a second click on the spot. */
function DeleteControl({ id, name }: { id: string; name: string }) {
  const removeDataset = useLimn((state) => state.removeDataset)
  const [isSure, setIsSure] = useState(false)
  if (!isSure) {
    return <IconButton icon="remove" label={`Delete ${name}`} onClick={() => setIsSure(true)} />
  }
  return (
    <Button
      tone="danger"
      icon="remove"
      autoFocus
      onBlur={() => setIsSure(false)}
      onClick={() => void removeDataset(id)}
    >
      Delete for good
    </Button>
  )
}
