import { useId } from 'react'

interface NumberFieldProps {
  label: string
  help: string
  value: number
  min: number
  max?: number
  step?: number | 'any'
  unit?: string
  onChange: (value: number) => void
}

/** A number with a sentence of help. */
export function NumberField({ label, help, value, unit, onChange, ...limits }: NumberFieldProps) {
  const id = useId()
  const { min, max = Infinity } = limits
  return (
    <div className="train-setting">
      <label htmlFor={id}>
        {label}
        {unit !== undefined && <span className="train-unit"> ({unit})</span>}
      </label>
      <input
        id={id}
        type="number"
        inputMode="decimal"
        aria-describedby={`${id}-help`}
        value={value}
        {...limits}
        onChange={({ target }) => {
          if (Number.isFinite(target.valueAsNumber)) {
            onChange(Math.min(max, Math.max(min, target.valueAsNumber)))
          }
        }}
      />
      <p id={`${id}-help`} className="train-help">
        {help}
      </p>
    </div>
  )
}

interface ChoiceFieldProps<Value extends string> {
  label: string
  help: string
  value: string
  choices: readonly (readonly [Value, string])[]
  onChange: (value: Value) => void
}

/** One of a few choices with a sentence of help. */
export function ChoiceField<Value extends string>(props: ChoiceFieldProps<Value>) {
  const { label, help, value, choices, onChange } = props
  const id = useId()
  return (
    <div className="train-setting train-setting-wide">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        aria-describedby={`${id}-help`}
        value={value}
        onChange={({ target }) => {
          const chosen = choices.find(([name]) => name === target.value)
          if (chosen !== undefined) onChange(chosen[0])
        }}
      >
        {choices.map(([name, text]) => (
          <option key={name} value={name}>
            {text}
          </option>
        ))}
      </select>
      <p id={`${id}-help`} className="train-help">
        {help}
      </p>
    </div>
  )
}

interface OddsFieldProps {
  label: string
  help: string
  /** 0 to 1 */
  value: number
  onChange: (odds: number) => void
}

/** How often something happens to a picture. */
export function OddsField({ value, onChange, ...rest }: OddsFieldProps) {
  return (
    <NumberField
      {...rest}
      unit="% of pictures"
      value={Math.round(value * 100)}
      min={0}
      max={100}
      onChange={(percent) => onChange(percent / 100)}
    />
  )
}
