import type { Instance } from '../../domain/instance.ts'
import type { ClassGroup } from '../classGroups.ts'
import { Icon } from '../components/icons.tsx'
import { formatCount, formatScore, formatShare } from '../format.ts'
import { useLimn } from '../useLimn.ts'

/** A list of more rows is no help, and slow. */
const LISTED = 300

interface ClassRowProps {
  group: ClassGroup
  colour: string
  /** The key that gives the selection this class. */
  digit: number | null
  isExpanded: boolean
  onToggleExpanded: () => void
}

export function ClassRow({ group, colour, digit, isExpanded, onToggleExpanded }: ClassRowProps) {
  const { label, instances } = group
  const isIsolated = useLimn((state) => state.isolatedLabel === label)
  const isShown = useLimn((state) =>
    state.isolatedLabel === null
      ? !state.hiddenLabels.includes(label)
      : state.isolatedLabel === label,
  )
  const toggleLabel = useLimn((state) => state.toggleLabel)
  const isolateLabel = useLimn((state) => state.isolateLabel)
  return (
    <li>
      <div className="class-row" data-shown={isShown}>
        <button
          type="button"
          className="class-expand"
          aria-expanded={isExpanded}
          onClick={onToggleExpanded}
        >
          <span className="class-chevron">
            <Icon name="chevron" size={16} />
          </span>
          <span className="swatch" style={{ background: colour }} />
          <span className="class-label">{label}</span>
          <span className="visually-hidden">, </span>
          <span className="class-count">{formatCount(instances.length)}</span>
        </button>
        {digit !== null && (
          <kbd className="class-digit" title={`Press ${digit} to give the selection this class`}>
            {digit}
          </kbd>
        )}
        <button
          type="button"
          className="icon-button icon-button-s class-only"
          aria-label={`Only ${label}`}
          aria-pressed={isIsolated}
          title={isIsolated ? 'Show the other classes again' : `Show only ${label}`}
          onClick={() => isolateLabel(isIsolated ? null : label)}
        >
          <Icon name="only" size={16} />
        </button>
        <button
          type="button"
          className="icon-button icon-button-s"
          aria-label={`Show ${label}`}
          aria-pressed={isShown}
          title={isShown ? `Hide ${label}` : `Show ${label}`}
          onClick={() => toggleLabel(label)}
        >
          <Icon name={isShown ? 'eye' : 'eyeOff'} size={16} />
        </button>
      </div>
      {isExpanded && (
        <ul className="instances" aria-label={`Objects of class ${label}`}>
          {instances.slice(0, LISTED).map((instance, index) => (
            <InstanceRow key={instance.id} instance={instance} number={index + 1} />
          ))}
          {instances.length > LISTED && (
            <li className="instances-more">
              and {formatCount(instances.length - LISTED)} more, to be clicked on the picture
            </li>
          )}
        </ul>
      )}
    </li>
  )
}

function InstanceRow({ instance, number }: { instance: Instance; number: number }) {
  const { id, label, score, area, mask } = instance
  const isSelected = useLimn((state) => state.selectedIds.includes(id))
  const isHovered = useLimn((state) => state.hoveredId === id)
  const selectInstance = useLimn((state) => state.selectInstance)
  const hoverInstance = useLimn((state) => state.hoverInstance)
  const share = formatShare(area / (mask.size.width * mask.size.height))
  return (
    <li>
      <button
        type="button"
        className="instance-row"
        data-hovered={isHovered}
        aria-pressed={isSelected}
        onClick={(event) =>
          selectInstance(id, { extend: event.shiftKey || event.ctrlKey || event.metaKey })
        }
        onPointerEnter={() => hoverInstance(id)}
        onPointerLeave={() => hoverInstance(null)}
      >
        <span className="class-label">
          {label} {number}
        </span>
        <span className="visually-hidden">, score </span>
        <span className="instance-number">{score === null ? 'by hand' : formatScore(score)}</span>
        <span className="visually-hidden">, area </span>
        <span className="instance-number">{share}</span>
      </button>
    </li>
  )
}
