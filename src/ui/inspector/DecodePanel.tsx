import { useEffect, useState } from 'react'
import { LARGE_PIXELS } from '../../domain/image.ts'
import type { DecodeOptions } from '../../domain/regions/decodeInstances.ts'
import { currentImage } from '../../store/selectors.ts'
import { Button } from '../components/Button.tsx'
import { ProgressBar } from '../components/Progress.tsx'
import { Range } from '../components/Range.tsx'
import { Toggle } from '../components/Toggle.tsx'
import { formatScore } from '../format.ts'
import { useLimn } from '../useLimn.ts'

/** How the maps of a U-Net or FCN become objects. Answers at once: the model does not look again. */
export function DecodePanel() {
  const decoding = useLimn((state) => state.decoding)
  return decoding === null ? null : <DecodeSettings decoding={decoding} />
}

function DecodeSettings({ decoding }: { decoding: DecodeOptions }) {
  const imageId = useLimn((state) => state.currentImageId)
  const modelId = useLimn((state) => state.segmentModelId)
  const isChanged = useLimn(({ decodings }) => modelId !== null && modelId in decodings)
  const size = useLimn((state) => currentImage(state)?.size ?? null)
  const setDecoding = useLimn((state) => state.setDecoding)
  const change = (part: Partial<DecodeOptions>): void => void setDecoding(part, imageId)
  return (
    <section className="panel" aria-labelledby="decode-title">
      <h2 id="decode-title" className="panel-title">
        From pixels to objects
      </h2>
      {size !== null && size.width * size.height > LARGE_PIXELS && (
        <p className="panel-note">
          This picture is too large to answer at once. “Segment again” looks at it with these
          settings.
        </p>
      )}
      <Range
        label="Foreground at least"
        value={decoding.minForeground}
        text={formatScore(decoding.minForeground)}
        min={0.05}
        max={0.95}
        step={0.05}
        meaning="A pixel belongs to an object when the model gives it at least this. Lower makes objects larger."
        onChange={(minForeground) => change({ minForeground })}
      />
      <Range
        label="Part at"
        value={decoding.minSeed}
        text={formatScore(decoding.minSeed)}
        min={0.05}
        max={0.95}
        step={0.05}
        meaning="How deep inside a clump a new object begins. Higher parts touching objects, lower keeps them together."
        onChange={(minSeed) => change({ minSeed })}
      />
      <Range
        label="Smallest object"
        value={decoding.minArea}
        text={`${decoding.minArea} px`}
        max={500}
        step={5}
        meaning="Objects of fewer pixels are left out."
        onChange={(minArea) => change({ minArea })}
      />
      <div className="view-toggles">
        <Toggle
          label="Part touching objects"
          checked={decoding.separate !== 'off'}
          onChange={(parts) => change({ separate: parts ? 'model' : 'off' })}
        />
        <Toggle
          label="Fill holes"
          checked={decoding.fillHoles}
          onChange={(fillHoles) => change({ fillHoles })}
        />
      </div>
      <TuneChoice />
      {isChanged && (
        <div className="run-choice">
          <Button onClick={() => void setDecoding(null, imageId)}>Back to the model’s own</Button>
        </div>
      )}
    </section>
  )
}

function TuneChoice() {
  const imageId = useLimn((state) => state.currentImageId)
  const datasets = useLimn((state) => state.datasets)
  const loadDatasets = useLimn((state) => state.loadDatasets)
  const tuning = useLimn((state) => state.tuning)
  const tuneDecoding = useLimn((state) => state.tuneDecoding)
  const cancelTuning = useLimn((state) => state.cancelTuning)
  const [chosen, setChosen] = useState('')
  useEffect(() => {
    if (datasets === null) void loadDatasets()
  }, [datasets, loadDatasets])
  const labelled = datasets ?? []
  const datasetId = labelled.some(({ id }) => id === chosen) ? chosen : labelled[0]?.id
  if (tuning !== null) {
    return (
      <div className="run-choice">
        <ProgressBar fraction={tuning.fraction} label={tuning.text} />
        <p className="panel-note">{tuning.text}</p>
        <Button onClick={cancelTuning}>Cancel</Button>
      </div>
    )
  }
  if (datasetId === undefined) return null
  return (
    <div className="run-choice decode-tune">
      <label>
        <span>Labelled pictures</span>
        <select value={datasetId} onChange={(event) => setChosen(event.target.value)}>
          {labelled.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <Button onClick={() => void tuneDecoding(datasetId, imageId)}>Tune on them</Button>
      <p className="panel-note">
        Tries settings on the held-out pictures of the dataset and takes those that score best.
      </p>
    </div>
  )
}
