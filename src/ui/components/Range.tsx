import { Slider } from '@base-ui/react/slider'
import { Icon } from './icons.tsx'
import { Term } from './Term.tsx'
import './range.css'

interface RangeProps {
  label: string
  value: number
  /** The value as a person reads it: "0.50", "45 %". */
  text: string
  min?: number
  max?: number
  step?: number
  /** One sentence on what the value means. */
  meaning?: string
  onChange: (value: number) => void
}

/** A slider with its name and value in one line above it. */
export function Range({
  label,
  value,
  text,
  min = 0,
  max = 1,
  step = 0.01,
  meaning,
  onChange,
}: RangeProps) {
  return (
    <Slider.Root
      className="range"
      value={value}
      min={min}
      max={max}
      step={step}
      largeStep={step * 10}
      onValueChange={(next) => onChange(next)}
    >
      <div className="range-head">
        <Slider.Label className="range-label">{label}</Slider.Label>
        {meaning !== undefined && (
          <Term meaning={meaning} label={`What “${label}” means`}>
            <Icon name="question" size={16} />
          </Term>
        )}
        <span className="range-value" aria-hidden="true">
          {text}
        </span>
      </div>
      <Slider.Control className="range-control">
        <Slider.Track className="range-track">
          <Slider.Indicator className="range-fill" />
          <Slider.Thumb className="range-thumb" getAriaValueText={() => text} />
        </Slider.Track>
      </Slider.Control>
    </Slider.Root>
  )
}
