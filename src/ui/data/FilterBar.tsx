import type { DatasetRecord } from '../../domain/datasetRecord.ts'
import type { ImageFilter } from '../../store/datasetsState.ts'
import { Button } from '../components/Button.tsx'
import { formatNumberOf } from '../format.ts'
import { useLimn } from '../useLimn.ts'
import { PROBLEMS } from './problems.ts'
import { splitNames } from './describeSplits.ts'

/** Which images to show: by class, size of the objects, split and problem. */
export function FilterBar({ record, shown }: { record: DatasetRecord; shown: number }) {
  const filter = useLimn((state) => state.imageFilter)
  const setImageFilter = useLimn((state) => state.setImageFilter)
  const lookalikes = useLimn((state) => state.lookalikes)
  const isOn = Object.values(filter).some((value) => value !== null)
  const problems = lookalikes === null ? PROBLEMS : [...PROBLEMS, LOOKALIKE]
  return (
    <div className="data-filters" role="group" aria-label="Show">
      <Choice
        label="Class"
        value={filter.categoryId === null ? '' : String(filter.categoryId)}
        options={record.categories.map(({ id, name }) => [String(id), name])}
        onChange={(value) => setImageFilter({ categoryId: value === '' ? null : Number(value) })}
      />
      <Choice
        label="Size"
        value={filter.size ?? ''}
        options={SIZES}
        onChange={(value) => setImageFilter({ size: sizeOf(value) })}
      />
      <Choice
        label="Split"
        value={filter.split === null ? '' : `split:${filter.split}`}
        options={[
          ...splitNames(record.splits).map((name) => [`split:${name}`, name] as const),
          ['split:', 'in none'],
        ]}
        onChange={(value) => setImageFilter({ split: value === '' ? null : value.slice(6) })}
      />
      <Choice
        label="Problem"
        value={filter.problem ?? ''}
        options={problems.map(({ id, title }) => [id, title])}
        onChange={(value) =>
          setImageFilter({ problem: problems.find(({ id }) => id === value)?.id ?? null })
        }
      />
      <span className="data-filter-count" role="status">
        {formatNumberOf(shown, 'image')}
      </span>
      {isOn && (
        <Button
          tone="quiet"
          className="button-small"
          onClick={() =>
            setImageFilter({ categoryId: null, size: null, split: null, problem: null })
          }
        >
          Show all
        </Button>
      )}
    </div>
  )
}

const LOOKALIKE = { id: 'lookalike', title: 'near-identical' } as const

const SIZES = [
  ['small', 'small, below 32²'],
  ['medium', 'medium, below 96²'],
  ['large', 'large'],
] as const

function sizeOf(value: string): ImageFilter['size'] {
  return SIZES.find(([size]) => size === value)?.[0] ?? null
}

interface ChoiceProps {
  label: string
  value: string
  options: readonly (readonly [value: string, title: string])[]
  onChange: (value: string) => void
}

function Choice({ label, value, options, onChange }: ChoiceProps) {
  return (
    <select
      className="data-select"
      aria-label={label}
      data-on={value !== ''}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    >
      <option value="">{label}: any</option>
      {options.map(([id, title]) => (
        <option key={id} value={id}>
          {title}
        </option>
      ))}
    </select>
  )
}
