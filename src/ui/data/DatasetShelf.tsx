import type { DatasetRecord } from '../../domain/datasetRecord.ts'
import { Button } from '../components/Button.tsx'
import { Icon } from '../components/icons.tsx'
import { formatBytes, formatNumberOf } from '../format.ts'
import { pickDataset } from '../intake/pickFiles.ts'
import { useLimn, useLimnStore } from '../useLimn.ts'
import { DatasetJob } from './DatasetJob.tsx'
import { describeSplits } from './describeSplits.ts'

/** All datasets of this device, and the ways to bring in another. */
export function DatasetShelf() {
  const datasets = useLimn((state) => state.datasets)
  return (
    <div className="data-shelf">
      <header className="data-head">
        <div>
          <h1 className="data-title">Datasets</h1>
          <p className="data-lead">
            Pictures with labels: what a model learns from, and what it is measured on.
          </p>
        </div>
      </header>
      <DatasetJob />
      <BringIn />
      {datasets !== null && datasets.length > 0 && (
        <ul className="data-cards" aria-label="Datasets">
          {datasets.map((record) => (
            <li key={record.id}>
              <DatasetCard record={record} />
            </li>
          ))}
        </ul>
      )}
      <StorageLine />
    </div>
  )
}

function BringIn() {
  const store = useLimnStore()
  const drawDataset = useLimn((state) => state.drawDataset)
  const pictures = useLimn((state) => state.imageOrder)
  const isBusy = useLimn((state) => state.datasetJob !== null)
  const pick = async (folder: boolean): Promise<void> => {
    await store.getState().importDataset(await pickDataset({ folder }))
  }
  return (
    <section className="data-bring" aria-labelledby="bring-title">
      <h2 id="bring-title" className="data-bring-title">
        Drop a dataset here
      </h2>
      <p className="data-bring-lead">
        A folder, a zip or its files: COCO, Pascal VOC, YOLO, LabelMe, or pictures with masks. The
        format is recognised; everything stays on this device.
      </p>
      <div className="data-buttons">
        <Button tone="primary" icon="folder" disabled={isBusy} onClick={() => void pick(true)}>
          Pick a folder
        </Button>
        <Button icon="add" disabled={isBusy} onClick={() => void pick(false)}>
          Pick files or a zip
        </Button>
        {pictures.length > 0 && (
          <Button
            icon="image"
            disabled={isBusy}
            onClick={() => void store.getState().collectPictures(pictures)}
          >
            Use the {formatNumberOf(pictures.length, 'picture')} of Segment
          </Button>
        )}
        <Button tone="quiet" icon="segment" disabled={isBusy} onClick={() => void drawDataset()}>
          Try with drawn shapes
        </Button>
      </div>
    </section>
  )
}

function DatasetCard({ record }: { record: DatasetRecord }) {
  const openDataset = useLimn((state) => state.openDataset)
  const { id, name, imageCount, objectCount, categories, origin } = record
  return (
    <button type="button" className="data-card" onClick={() => void openDataset(id)}>
      <Icon name="data" size={24} />
      <span className="data-card-text">
        <span className="data-card-name">{name}</span>
        <span className="data-card-facts">
          {formatNumberOf(imageCount, 'image')} · {formatNumberOf(objectCount, 'object')} ·{' '}
          {formatNumberOf(categories.length, 'class', 'classes')}
        </span>
        <span className="data-card-facts">
          {[describeSplits(record), `from ${origin}`].filter((part) => part !== '').join(' · ')}
        </span>
      </span>
      <Icon name="chevron" size={16} />
    </button>
  )
}

function StorageLine() {
  const storage = useLimn((state) => state.storage)
  if (storage === null || storage.quota === 0) return null
  return (
    <p className="data-storage">
      {formatBytes(storage.usage)} of {formatBytes(storage.quota)} of this browser’s storage used.{' '}
      {storage.isPersistent
        ? 'The browser has promised to keep it.'
        : `The browser may clear it when the disk is full${
            storage.usage > 0 ? ': export what you cannot lose.' : '.'
          }`}
    </p>
  )
}
