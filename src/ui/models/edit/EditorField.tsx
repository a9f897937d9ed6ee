import { useId, useState } from 'react'
import type { FieldValue, ModelField } from '../../../domain/modelDraft.ts'
import { Toggle } from '../../components/Toggle.tsx'
import { useLimn } from '../../useLimn.ts'
import { areSame, lineOf, textOf, valueOf } from './fieldText.ts'

/** One setting of the draft: its help below it, and why it cannot be where it is refused. */
export function EditorField({ field }: { field: ModelField }) {
  const id = useId()
  const { key, label, help, input, before, refusal } = field
  const change = useLimn((state) => state.changeField)
  const putBack = useLimn((state) => state.putBack)
  const asked = useLimn(({ editor }) => editor?.changes[key])
  const value = asked ?? field.value
  const isChanged = before !== null && !areSame(value, before)
  const isWide = input.kind === 'names' || input.kind === 'levels' || input.kind === 'choice'
  return (
    <div className={`editor-field ${isWide ? 'editor-field-wide' : ''}`} data-changed={isChanged}>
      {input.kind === 'switch' ? (
        <Toggle label={label} checked={value === true} onChange={(on) => change(key, on)} />
      ) : (
        <>
          <label htmlFor={id}>{label}</label>
          <Control
            id={id}
            field={field}
            value={value}
            describedBy={`${id}-help ${id}-refusal`}
            onChange={(next) => change(key, next)}
          />
        </>
      )}
      <p id={`${id}-help`} className="editor-help">
        {help}
        {isChanged && (
          <>
            {' '}
            <span className="editor-was">
              Was {wordsOf(before, field)}.{' '}
              <button type="button" className="editor-back" onClick={() => putBack(key)}>
                Put back<span className="visually-hidden"> {label}</span>
              </button>
            </span>
          </>
        )}
      </p>
      <p id={`${id}-refusal`} className="editor-refusal" aria-live="polite">
        {refusal}
      </p>
    </div>
  )
}

interface ControlProps {
  readonly id: string
  readonly field: ModelField
  readonly value: FieldValue
  readonly describedBy: string
  readonly onChange: (value: FieldValue) => void
}

function Control({ id, field: { input, refusal }, value, describedBy, onChange }: ControlProps) {
  const [typed, setTyped] = useState<string | null>(null)
  const shared = { id, 'aria-describedby': describedBy, 'aria-invalid': refusal !== null }
  if (input.kind === 'choice') {
    return (
      <select {...shared} value={String(value)} onChange={({ target }) => onChange(target.value)}>
        {input.choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.text}
          </option>
        ))}
      </select>
    )
  }
  // As it was typed while it means the value; else another hand changed the value.
  const isOwn = typed !== null && areSame(valueOf(typed, input), value)
  const text = isOwn ? typed : input.kind === 'numbers' ? lineOf(value) : textOf(value)
  const type = (next: string): void => {
    setTyped(next)
    onChange(valueOf(next, input))
  }
  if (input.kind === 'names' || input.kind === 'levels') {
    const rows = Math.min(Math.max(text.split('\n').length, 2), 12)
    return (
      <textarea
        {...shared}
        rows={rows}
        spellCheck={false}
        value={text}
        onChange={({ target }) => type(target.value)}
      />
    )
  }
  const limits =
    input.kind === 'number'
      ? { type: 'number', min: input.min, max: input.max, step: input.step }
      : { type: 'text' }
  return (
    <input
      {...shared}
      {...limits}
      inputMode="decimal"
      value={text}
      onChange={({ target }) => type(target.value)}
    />
  )
}

function wordsOf(value: FieldValue | null, { input }: ModelField): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  if (input.kind === 'choice') {
    return `“${input.choices.find((choice) => choice.value === value)?.text ?? String(value)}”`
  }
  if (!Array.isArray(value)) return String(value)
  return value
    .map((item: unknown) => (Array.isArray(item) ? item.join(', ') : item))
    .join(input.kind === 'levels' ? ' | ' : ', ')
}
