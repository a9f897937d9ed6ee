import { useId, useState } from 'react'

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
  const { text, ...typing } = useTypedNumber(value, onChange, limits)
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
        value={text}
        {...limits}
        {...typing}
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

interface SmallFieldProps {
  label: string
  /** "%" or "°": what the number counts. */
  unit: string
  value: number
  min: number
  max: number
  step?: number | 'any'
  onChange: (value: number) => void
}

/** A short number with its name above it, for rows of several. */
export function SmallField({ label, unit, value, onChange, ...limits }: SmallFieldProps) {
  const id = useId()
  const { text, ...typing } = useTypedNumber(value, onChange, limits)
  return (
    <div className="train-small">
      <label htmlFor={id}>
        {label} <span className="train-unit">({unit})</span>
      </label>
      <input id={id} type="number" inputMode="decimal" value={text} {...limits} {...typing} />
    </div>
  )
}

interface Limits {
  min: number
  max?: number
  step?: number | 'any'
}

/** What is typed stays as it is typed (an empty field, too) until the field is left; the setting is always within its limits. */
function useTypedNumber(
  value: number,
  onChange: (value: number) => void,
  { min, max = Infinity, step = 1 }: Limits,
) {
  const [typed, setTyped] = useState<string | null>(null)
  return {
    text: typed ?? value,
    onChange: ({ target }: { target: HTMLInputElement }) => {
      setTyped(target.value)
      const number = step === 1 ? Math.round(target.valueAsNumber) : target.valueAsNumber
      if (Number.isFinite(number)) onChange(Math.min(max, Math.max(min, number)))
    },
    onBlur: () => setTyped(null),
  }
}
