import { useEffect, useState } from 'react'
import { measurementsCsv, type Measurement } from '../../domain/measurement.ts'
import { currentImage } from '../../store/selectors.ts'
import { Button } from '../components/Button.tsx'
import { Modal } from '../components/Modal.tsx'
import { Term } from '../components/Term.tsx'
import { downloadFile } from '../export/downloadFile.ts'
import { formatCount, formatNumberOf } from '../format.ts'
import { useLimn } from '../useLimn.ts'
import './measureDialog.css'

interface Column {
  readonly name: string
  readonly meaning: string
  readonly value: (row: Measurement) => number
  readonly digits: number
}

const COLUMNS: readonly Column[] = [
  { name: 'Area', meaning: 'Pixels in the object', value: (row) => row.area, digits: 0 },
  {
    name: 'Perimeter',
    meaning: 'Length of the border in pixels',
    value: (row) => row.perimeter,
    digits: 1,
  },
  {
    name: 'Intensity',
    meaning: 'Mean brightness in the object: 0 to 255, of a TIFF in its own scale',
    value: (row) => row.intensity.mean,
    digits: 1,
  },
  {
    name: 'Eccentricity',
    meaning: '0 for a circle, towards 1 for a line',
    value: (row) => row.eccentricity,
    digits: 2,
  },
  {
    name: 'Circularity',
    meaning: '1 for a disc, less for a long or ragged shape',
    value: (row) => row.circularity,
    digits: 2,
  },
  {
    name: 'Long axis',
    meaning: 'Of the ellipse with the same spread, in pixels',
    value: (row) => row.majorAxis,
    digits: 1,
  },
]

/** A table of more rows is slow to show; the file has them all. */
const LISTED = 500

/** The visible objects of the picture in figures, to be read or saved as a table. */
export function MeasureDialog() {
  const openDialog = useLimn((state) => state.openDialog)
  const image = useLimn(currentImage)
  const measureObjects = useLimn((state) => state.measureObjects)
  const [rows, setRows] = useState<readonly Measurement[] | null>(null)
  const [saved, setSaved] = useState<string | null>(null)
  const id = image?.id

  useEffect(() => {
    if (id === undefined) return undefined
    const controller = new AbortController()
    void measureObjects(id, { signal: controller.signal }).then((measured) => {
      if (!controller.signal.aborted) setRows(measured ?? [])
    })
    return () => controller.abort()
  }, [id, measureObjects])

  const save = (): void => {
    if (rows === null || image === null) return
    const name = `${image.name.replace(/\.\w+$/, '')}-objects.csv`
    downloadFile({ file: new Blob([measurementsCsv(rows)], { type: 'text/csv' }), name })
    setSaved(`Saved ${name}, ${formatNumberOf(rows.length, 'object')}.`)
  }

  return (
    <Modal
      title="Measure"
      description="Every visible object of this picture in figures. Lengths are in pixels."
      width="l"
      onClose={() => openDialog(null)}
    >
      <div className="modal-body">
        {rows === null ? (
          <p role="status">Measuring</p>
        ) : rows.length === 0 ? (
          <p>There is no object to measure. Segment the picture first.</p>
        ) : (
          <MeasureTable rows={rows} />
        )}
      </div>
      <footer className="modal-foot">
        <div className="export-state" aria-live="polite">
          {saved ?? (rows === null ? '' : summaryOf(rows))}
        </div>
        <Button
          tone="primary"
          icon="export"
          disabled={rows === null || rows.length === 0}
          onClick={save}
        >
          Save as CSV
        </Button>
      </footer>
    </Modal>
  )
}

function MeasureTable({ rows }: { rows: readonly Measurement[] }) {
  return (
    <div className="measure-scroll" tabIndex={0} role="region" aria-label="Objects in figures">
      <table className="measure-table">
        <thead>
          <tr>
            <th scope="col">Object</th>
            <th scope="col">Class</th>
            {COLUMNS.map(({ name, meaning }) => (
              <th key={name} scope="col">
                <Term meaning={meaning}>{name}</Term>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, LISTED).map((row, index) => (
            <tr key={row.id}>
              <th scope="row">{index + 1}</th>
              <td>{row.label}</td>
              {COLUMNS.map(({ name, value, digits }) => (
                <td key={name} className="measure-number">
                  {value(row).toFixed(digits)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > LISTED && (
        <p className="measure-more">
          The first {formatCount(LISTED)} of {formatNumberOf(rows.length, 'object')}; the CSV has
          all of them.
        </p>
      )}
    </div>
  )
}

function summaryOf(rows: readonly Measurement[]): string {
  if (rows.length === 0) return ''
  const area = rows.reduce((sum, row) => sum + row.area, 0) / rows.length
  return `${formatNumberOf(rows.length, 'object')}, mean area ${Math.round(area)} px`
}
