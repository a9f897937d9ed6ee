import { useEffect, useId, useState } from 'react'
import { Button } from '../components/Button.tsx'
import { formatNumberOf } from '../format.ts'
import { useLimn } from '../useLimn.ts'
import { pickFile } from './pickFile.ts'

/** The value of a select that stands for all splits; no split can have it, as names are not empty. */
const ALL = ''

/** Chooses what to evaluate on, and starts: the app's model, or a file of results. */
export function EvaluateForm() {
  const datasets = useLimn((state) => state.evaluationDatasets) ?? []
  const evaluateModel = useLimn((state) => state.evaluateModel)
  const importResults = useLimn((state) => state.importResults)
  const choosePart = useLimn((state) => state.chooseEvaluatedPart)
  const models = useLimn((state) => state.models) ?? []
  const listModels = useLimn((state) => state.listModels)
  const isBusy = useLimn((state) => state.evaluationJob !== null)
  const [chosenId, setChosenId] = useState<string | null>(null)
  const [chosenSplit, setChosenSplit] = useState<string | null>(null)
  const [modelId, setModelId] = useState('')
  // Models may have been trained or imported meanwhile.
  useEffect(() => void listModels(), [listModels])
  const [datasetField, splitField, modelField] = [useId(), useId(), useId()]

  const dataset = datasets.find(({ id }) => id === chosenId) ?? datasets[0]
  const splits = Object.keys(dataset?.splits ?? {})
  // Validation pictures are what a model has not learned from.
  const usual = splits.find((name) => name === 'val') ?? ALL
  const split =
    chosenSplit !== null && splits.includes(chosenSplit)
      ? chosenSplit
      : chosenSplit === ALL
        ? ALL
        : usual
  const datasetId = dataset?.id
  // A results file that is dropped is meant for these pictures.
  useEffect(() => {
    choosePart(datasetId === undefined ? null : { datasetId, split: split === ALL ? null : split })
  }, [choosePart, datasetId, split])
  if (dataset === undefined) return null
  const part = { datasetId: dataset.id, split: split === ALL ? null : split }
  const count = split === ALL ? dataset.imageCount : (dataset.splits[split] ?? 0)

  const importFile = async () => {
    const file = await pickFile('.json,.gz,application/json')
    if (file !== null) await importResults(part, file)
  }
  return (
    <form
      className="evaluate-form"
      onSubmit={(event) => {
        event.preventDefault()
        // A model that was deleted meanwhile leaves the built-in ones.
        const isThere = models.some(({ id }) => id === modelId)
        void evaluateModel(part, isThere ? modelId : null)
      }}
    >
      <label htmlFor={datasetField}>Dataset</label>
      <select
        id={datasetField}
        value={dataset.id}
        onChange={(event) => {
          setChosenId(event.target.value)
          setChosenSplit(null)
        }}
      >
        {datasets.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
      <label htmlFor={splitField}>Pictures</label>
      <select
        id={splitField}
        value={split}
        onChange={(event) => setChosenSplit(event.target.value)}
      >
        {splits.map((name) => (
          <option key={name} value={name}>
            {name}, {dataset.splits[name] ?? 0}
          </option>
        ))}
        <option value={ALL}>all, {dataset.imageCount}</option>
      </select>
      <label htmlFor={modelField}>Model</label>
      <select id={modelField} value={modelId} onChange={(event) => setModelId(event.target.value)}>
        <option value="">COCO detector + SAM</option>
        {models.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
      <Button type="submit" tone="primary" disabled={isBusy || count === 0}>
        Evaluate on {formatNumberOf(count, 'picture')}
      </Button>
      <Button disabled={isBusy || count === 0} onClick={() => void importFile()}>
        Use a results file…
      </Button>
      <p className="evaluate-hint">
        A results file holds detections of any model in COCO’s results format (JSON, also gzipped).
        It can be dropped here too.
      </p>
    </form>
  )
}
