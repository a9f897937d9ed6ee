import { useState } from 'react'
import type { DatasetRecord } from '../../domain/datasetRecord.ts'
import { filterImages } from '../../store/filterImages.ts'
import { Button } from '../components/Button.tsx'
import { formatCount, formatNumberOf } from '../format.ts'
import { useLimn, useLimnStore } from '../useLimn.ts'
import { splitNames } from './describeSplits.ts'

/** Which images teach and which measure: as the files say, moved by hand, or dealt anew. */
export function SplitsPanel({ record }: { record: DatasetRecord }) {
  const inSplits = Object.values(record.splits).reduce((total, count) => total + count, 0)
  const without = record.imageCount - inSplits
  return (
    <section className="panel" aria-labelledby="splits-title">
      <h2 id="splits-title" className="panel-title">
        Splits
      </h2>
      {inSplits === 0 ? (
        <p className="panel-note">
          No image is in a split yet. A model learns from <b>train</b> and is measured on <b>val</b>
          .
        </p>
      ) : (
        <dl className="facts">
          {splitNames(record.splits).map((name) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{formatNumberOf(record.splits[name] ?? 0, 'image')}</dd>
            </div>
          ))}
          {without > 0 && (
            <div>
              <dt>in none</dt>
              <dd>{formatNumberOf(without, 'image')}</dd>
            </div>
          )}
        </dl>
      )}
      <DealForm />
      <MoveForm />
    </section>
  )
}

function DealForm() {
  const dealSplits = useLimn((state) => state.dealSplits)
  const [val, setVal] = useState(20)
  const [test, setTest] = useState(0)
  const [seed, setSeed] = useState(1)
  const train = 100 - val - test
  const shares = [
    { split: 'train', share: train / 100 },
    { split: 'val', share: val / 100 },
    { split: 'test', share: test / 100 },
  ].filter(({ share }) => share > 0)
  return (
    <form
      className="data-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (train > 0) void dealSplits(shares, seed)
      }}
    >
      <div className="data-form-row">
        <NumberField label="val, %" value={val} max={90} onChange={setVal} />
        <NumberField label="test, %" value={test} max={90} onChange={setTest} />
        <NumberField label="seed" value={seed} max={99_999} onChange={setSeed} />
      </div>
      <Button type="submit" className="data-wide" disabled={train <= 0}>
        Divide all images anew
      </Button>
      <p className="panel-note">
        Every class comes in proportion, near-identical images stay together, and the same seed
        divides the same way.
      </p>
    </form>
  )
}

function MoveForm() {
  const store = useLimnStore()
  const count = useLimn(
    ({ datasetImages, imageFilter, lookalikes }) =>
      filterImages(datasetImages ?? [], imageFilter, lookalikes).length,
  )
  const isFiltered = useLimn((state) =>
    Object.values(state.imageFilter).some((value) => value !== null),
  )
  if (!isFiltered || count === 0) return null
  const move = (split: string | null): void => {
    const { datasetImages, imageFilter, lookalikes, moveToSplit } = store.getState()
    const shown = filterImages(datasetImages ?? [], imageFilter, lookalikes)
    void moveToSplit(
      shown.map(({ id }) => id),
      split,
    )
  }
  return (
    <div className="data-move" role="group" aria-label="Move the images shown">
      <span>Move the {formatCount(count)} shown to</span>
      {['train', 'val', 'test'].map((split) => (
        <Button key={split} className="button-small" onClick={() => move(split)}>
          {split}
        </Button>
      ))}
      <Button className="button-small" onClick={() => move(null)}>
        none
      </Button>
    </div>
  )
}

interface NumberFieldProps {
  label: string
  value: number
  max: number
  onChange: (value: number) => void
}

function NumberField({ label, value, max, onChange }: NumberFieldProps) {
  return (
    <label className="data-number">
      <span>{label}</span>
      <input
        type="number"
        min={0}
        max={max}
        value={value}
        onChange={(event) =>
          onChange(Math.min(max, Math.max(0, Math.round(event.target.valueAsNumber || 0))))
        }
      />
    </label>
  )
}
