import './progress.css'

interface ProgressProps {
  label: string
  /** 0 to 1; null while the length of the work is unknown. */
  fraction: number | null
}

function ariaValues({ label, fraction }: ProgressProps) {
  return {
    role: 'progressbar',
    'aria-label': label,
    'aria-valuemin': 0,
    'aria-valuemax': 100,
    ...(fraction === null ? {} : { 'aria-valuenow': Math.round(fraction * 100) }),
  }
}

export function ProgressBar(props: ProgressProps) {
  const { fraction } = props
  return (
    <div className="progress-bar" data-unknown={fraction === null} {...ariaValues(props)}>
      <div style={fraction === null ? undefined : { transform: `scaleX(${fraction})` }} />
    </div>
  )
}

const RADIUS = 9
const LENGTH = 2 * Math.PI * RADIUS

export function ProgressRing(props: ProgressProps & { size?: number }) {
  const { fraction, size = 24 } = props
  return (
    <svg
      className="progress-ring"
      data-unknown={fraction === null}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      strokeWidth={2.5}
      {...ariaValues(props)}
    >
      <circle className="progress-ring-track" cx={12} cy={12} r={RADIUS} />
      <circle
        className="progress-ring-fill"
        cx={12}
        cy={12}
        r={RADIUS}
        strokeDasharray={LENGTH}
        strokeDashoffset={LENGTH * (1 - (fraction ?? 0.25))}
        strokeLinecap="round"
      />
    </svg>
  )
}
