import { formatCount } from '../format.ts'

interface Bar {
  key: string
  label: string
  value: number
  isOn?: boolean
  /** A bar that does something is a button. */
  onClick?: () => void
}

interface BarsProps {
  title: string
  bars: readonly Bar[]
  note: string
}

/** Labelled bars, longest fills the width: a chart that is a list, so that every reader can read it. */
export function Bars({ title, bars, note }: BarsProps) {
  const most = Math.max(1, ...bars.map(({ value }) => value))
  return (
    <figure className="data-bars">
      <figcaption>{title}</figcaption>
      <ul>
        {bars.map(({ key, label, value, isOn, onClick }) => {
          const content = (
            <>
              <span className="data-bar-label">{label}</span>
              <span className="data-bar-track" aria-hidden="true">
                <span style={{ width: `${(100 * value) / most}%` }} />
              </span>
              <span className="data-bar-value">{formatCount(value)}</span>
            </>
          )
          return (
            <li key={key}>
              {onClick === undefined ? (
                <span className="data-bar">{content}</span>
              ) : (
                <button type="button" className="data-bar" aria-pressed={isOn} onClick={onClick}>
                  {content}
                </button>
              )}
            </li>
          )
        })}
      </ul>
      {note !== '' && <p className="panel-note">{note}</p>}
    </figure>
  )
}
