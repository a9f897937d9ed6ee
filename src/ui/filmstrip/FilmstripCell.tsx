import { memo } from 'react'
import { filteredInstances } from '../../store/selectors.ts'
import type { ImageEntry, ImageStatus } from '../../store/state.ts'
import { Icon } from '../components/icons.tsx'
import { ProgressRing } from '../components/Progress.tsx'
import { formatNumberOf, formatPercent } from '../format.ts'
import { useLimn } from '../useLimn.ts'

/** The state of a picture in a few words, for its accessible name and its title. */
export function describeStatus(status: ImageStatus, count: number): string {
  switch (status.kind) {
    case 'reading':
      return 'being read'
    case 'waiting':
      return 'waiting'
    case 'running':
      return `running, ${formatPercent(status.fraction)}`
    case 'done':
      return formatNumberOf(count, 'object')
    case 'cancelled':
      return 'cancelled'
    case 'failed':
      return `failed: ${status.failure.message}`
  }
}

export function cellId(imageId: string): string {
  return `picture-${imageId}`
}

interface CellProps {
  id: string
  index: number
  count: number
  left: number
  isCurrent: boolean
}

/** One picture of the filmstrip: an option of the list box. */
export const FilmstripCell = memo(function FilmstripCell(props: CellProps) {
  const { id, index, count, left, isCurrent } = props
  const image = useLimn((state) => state.images[id])
  const objects = useLimn((state) => filteredInstances(state, id).length)
  const showImage = useLimn((state) => state.showImage)
  if (image === undefined) return null
  const status = describeStatus(image.status, objects)
  return (
    <div
      id={cellId(id)}
      role="option"
      className="cell"
      style={{ left }}
      tabIndex={isCurrent ? 0 : -1}
      aria-selected={isCurrent}
      aria-posinset={index + 1}
      aria-setsize={count}
      aria-label={`${image.name}, ${status}`}
      title={`${image.name}\n${status}`}
      data-status={image.status.kind}
      onClick={() => showImage(id)}
    >
      <span className="cell-frame">
        {image.thumbnailUrl !== null && (
          <img src={image.thumbnailUrl} alt="" draggable={false} decoding="async" />
        )}
        {image.thumbnailUrl === null && image.status.kind === 'failed' && <Icon name="image" />}
        {image.status.kind === 'done' && <span className="cell-count">{objects}</span>}
      </span>
      <span className="cell-name">{image.name}</span>
    </div>
  )
})

/**
 * The button over a picture that is not done: cancel or try again. It lies beside the list box, not in it, since an
 * option cannot hold a button.
 */
export const CellAction = memo(function CellAction(props: Omit<CellProps, 'index' | 'count'>) {
  const { id, left, isCurrent } = props
  const image = useLimn((state) => state.images[id])
  if (image === undefined || image.status.kind === 'done') return null
  return <ActionButton image={image} left={left} isCurrent={isCurrent} />
})

function ActionButton({
  image: { id, name, status },
  left,
  isCurrent,
}: {
  image: ImageEntry
  left: number
  isCurrent: boolean
}) {
  const cancelImage = useLimn((state) => state.cancelImage)
  const segment = useLimn((state) => state.segment)
  const isOver = status.kind === 'failed' || status.kind === 'cancelled'
  const label = isOver ? `Try ${name} again` : `Cancel ${name}`
  return (
    <button
      type="button"
      className="cell-action"
      style={{ left }}
      data-status={status.kind}
      tabIndex={isCurrent ? 0 : -1}
      aria-label={label}
      title={
        status.kind === 'failed' ? `${status.failure.message} ${status.failure.remedy}` : label
      }
      onClick={() => {
        if (isOver) segment([id])
        else cancelImage(id)
      }}
    >
      <StatusMark status={status} />
      <span className="cell-action-hover">
        <Icon name={isOver ? 'retry' : 'close'} size={16} />
      </span>
    </button>
  )
}

function StatusMark({ status }: { status: ImageStatus }) {
  if (status.kind === 'running')
    return <ProgressRing label="Progress of this picture" fraction={status.fraction} />
  const icon = status.kind === 'failed' ? 'alert' : status.kind === 'cancelled' ? 'retry' : 'clock'
  return (
    <span className="cell-mark">
      <Icon name={icon} size={16} />
    </span>
  )
}
