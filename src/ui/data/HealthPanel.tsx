import { useMemo } from 'react'
import type { DatasetRecord, ImageRecord } from '../../domain/datasetRecord.ts'
import { Button } from '../components/Button.tsx'
import { formatCount, formatNumberOf } from '../format.ts'
import { useLimn } from '../useLimn.ts'
import { Bars } from './Bars.tsx'
import { healthOf } from './healthOf.ts'
import { PROBLEMS } from './problems.ts'

const MAX_CLASSES = 12

/** How the labels stand: what is wrong, how classes and sizes are spread. Every bar shows its images on click. */
export function HealthPanel({
  record,
  images,
}: {
  record: DatasetRecord
  images: readonly ImageRecord[]
}) {
  const health = useMemo(() => healthOf(images, record.categories), [images, record.categories])
  const filter = useLimn((state) => state.imageFilter)
  const setImageFilter = useLimn((state) => state.setImageFilter)
  const found = PROBLEMS.filter(({ id }) => (health.problems[id] ?? 0) > 0)
  return (
    <section className="panel" aria-labelledby="health-title">
      <h2 id="health-title" className="panel-title">
        Health
      </h2>
      {found.length === 0 && <p className="panel-note">Nothing is wrong with the labels.</p>}
      <ul className="data-problems">
        {found.map(({ id, title, meaning }) => (
          <li key={id}>
            <button
              type="button"
              className="data-problem"
              aria-pressed={filter.problem === id}
              title={meaning}
              onClick={() => setImageFilter({ problem: filter.problem === id ? null : id })}
            >
              <span>{title}</span>
              <span>{formatNumberOf(health.problems[id] ?? 0, 'image')}</span>
            </button>
          </li>
        ))}
      </ul>
      <Lookalikes images={images} />
      <Bars
        title="Objects by class"
        bars={health.classes.slice(0, MAX_CLASSES).map(({ id, name, objects }) => ({
          key: String(id),
          label: name,
          value: objects,
          isOn: filter.categoryId === id,
          onClick: () => setImageFilter({ categoryId: filter.categoryId === id ? null : id }),
        }))}
        note={
          health.classes.length > MAX_CLASSES
            ? `and ${formatNumberOf(health.classes.length - MAX_CLASSES, 'rarer class', 'rarer classes')}`
            : ''
        }
      />
      <Bars
        title="Objects by size"
        bars={(['small', 'medium', 'large'] as const).map((size) => ({
          key: size,
          label: size,
          value: health.sizes[size],
          isOn: filter.size === size,
          onClick: () => setImageFilter({ size: filter.size === size ? null : size }),
        }))}
        note="small is below 32 × 32, large above 96 × 96 pixels"
      />
      <Bars
        title="Images by number of objects"
        bars={health.perImage.map(({ label, images: value }) => ({ key: label, label, value }))}
        note=""
      />
    </section>
  )
}

function Lookalikes({ images }: { images: readonly ImageRecord[] }) {
  const lookalikes = useLimn((state) => state.lookalikes)
  const findLookalikes = useLimn((state) => state.findLookalikes)
  const setImageFilter = useLimn((state) => state.setImageFilter)
  if (lookalikes === null) {
    return (
      <Button className="data-wide" onClick={() => void findLookalikes()}>
        Look for near-identical images
      </Button>
    )
  }
  const splits = new Map(images.map(({ id, split }) => [id, split]))
  const leaking = lookalikes.filter(
    (group) => new Set(group.map((id) => splits.get(id) ?? null)).size > 1,
  )
  if (lookalikes.length === 0) return <p className="panel-note">No two images are alike.</p>
  return (
    <p className="panel-note">
      {formatNumberOf(lookalikes.length, 'group')} of near-identical images
      {leaking.length === 0
        ? ', none of them divided between splits.'
        : `, ${formatCount(leaking.length)} divided between splits: a model would be measured on what it has seen. Divide the dataset anew to mend it.`}{' '}
      <button
        type="button"
        className="data-link"
        onClick={() => setImageFilter({ problem: 'lookalike' })}
      >
        Show them
      </button>
    </p>
  )
}
