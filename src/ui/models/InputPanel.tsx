import { useState } from 'react'
import type { LibraryModel } from '../../domain/libraryModel.ts'
import { inputFault, modelInputOf, type ModelInput } from '../../domain/modelInput.ts'
import { Button } from '../components/Button.tsx'
import { useLimn } from '../useLimn.ts'

interface InputTexts {
  readonly minSize: string
  readonly maxSize: string
  /** One level a line. */
  readonly anchorSizes: string
  readonly aspectRatios: string
}

const FIELDS: readonly (readonly [keyof InputTexts, string])[] = [
  ['minSize', 'Shorter side, px'],
  ['maxSize', 'Longer side at most, px'],
  ['aspectRatios', 'Anchor ratios, height / width'],
]

/** What the model was trained with and its file did not tell: picture size and anchors. */
export function InputPanel({ model }: { model: LibraryModel }) {
  const input = modelInputOf(model)
  return input === null ? null : <InputForm key={JSON.stringify(input)} id={model.id} was={input} />
}

function InputForm({ id, was }: { id: string; was: ModelInput }) {
  const setModelInput = useLimn((state) => state.setModelInput)
  const own = textsOf(was)
  const [texts, setTexts] = useState(own)
  const input = inputOf(texts)
  const fault = inputFault(input, was)
  const isChanged = JSON.stringify(texts) !== JSON.stringify(own)
  const change = (key: keyof InputTexts, text: string): void => setTexts({ ...texts, [key]: text })
  return (
    <section className="models-panel" aria-labelledby="models-input">
      <h2 id="models-input" className="models-heading">
        Picture size and anchors
      </h2>
      <p className="models-note">
        A checkpoint does not tell these; an imported model begins with torchvision’s. Change them
        if it was trained with others: with wrong anchors a model finds little.
      </p>
      <div className="models-fields">
        {FIELDS.map(([key, label]) => (
          <label key={key} className="models-field">
            {label}
            <input
              value={texts[key]}
              inputMode="decimal"
              aria-describedby="models-input-fault"
              onChange={(event) => change(key, event.target.value)}
            />
          </label>
        ))}
        <label className="models-field">
          Anchor sizes, px, one level a line
          <textarea
            rows={was.anchorSizes.length}
            value={texts.anchorSizes}
            spellCheck={false}
            aria-describedby="models-input-fault"
            onChange={(event) => change('anchorSizes', event.target.value)}
          />
        </label>
      </div>
      <div className="models-classes-foot">
        <span id="models-input-fault" className="models-fault" aria-live="polite">
          {fault}
        </span>
        {isChanged && (
          <>
            <Button onClick={() => setTexts(own)}>Put back</Button>
            <Button
              tone="primary"
              disabled={fault !== null}
              onClick={() => void setModelInput(id, input)}
            >
              Save size and anchors
            </Button>
          </>
        )}
      </div>
    </section>
  )
}

function textsOf({ minSize, maxSize, anchorSizes, aspectRatios }: ModelInput): InputTexts {
  return {
    minSize: String(minSize),
    maxSize: String(maxSize),
    anchorSizes: anchorSizes.map((sizes) => sizes.join(', ')).join('\n'),
    aspectRatios: aspectRatios.join(', '),
  }
}

function inputOf({ minSize, maxSize, anchorSizes, aspectRatios }: InputTexts): ModelInput {
  return {
    minSize: Number(minSize),
    maxSize: Number(maxSize),
    anchorSizes: anchorSizes.trim().split('\n').map(numbersIn),
    aspectRatios: numbersIn(aspectRatios),
  }
}

/** What is no number becomes NaN, which is a fault. */
function numbersIn(text: string): number[] {
  return text
    .split(/[,;\s]+/)
    .filter((part) => part !== '')
    .map(Number)
}
