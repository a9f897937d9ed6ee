import { currentImage, isUnfinished } from '../../store/selectors.ts'
import { Button } from '../components/Button.tsx'
import { useLimn } from '../useLimn.ts'

/** What the models can do with the picture once more. */
export function RunPanel() {
  const id = useLimn((state) => state.currentImageId)
  const isBusy = useLimn((state) => {
    const image = currentImage(state)
    return image === null || image.size === null || isUnfinished(image)
  })
  const isLabelling = useLimn((state) => state.labelling !== null)
  const segment = useLimn((state) => state.segment)
  const segmentEverything = useLimn((state) => state.segmentEverything)
  const model = useLimn(
    ({ models, segmentModelId }) => models?.find((one) => one.id === segmentModelId)?.name,
  )
  if (id === null) return null
  return (
    <section className="panel" aria-labelledby="run-title">
      <h2 id="run-title" className="panel-title">
        Find more
      </h2>
      <div className="run-choice">
        <Button icon="everything" disabled={isBusy} onClick={() => segmentEverything(id)}>
          Segment everything
        </Button>
        <p className="panel-note">
          Outlines every part of the picture without naming it, also what the 80 known classes lack.
          Takes longer.
        </p>
      </div>
      <div className="run-choice">
        <Button
          icon={isLabelling ? 'segment' : 'retry'}
          disabled={isBusy}
          onClick={() => segment([id])}
        >
          {isLabelling ? 'Propose objects' : 'Segment again'}
        </Button>
        <p className="panel-note">
          {isLabelling ? 'Finds and outlines objects' : 'Finds and outlines afresh'}
          {model === undefined ? '' : ` with “${model}”`}
          {isLabelling
            ? '. None is a label until you accept it (Y); delete what is wrong.'
            : '; what you made or confirmed stays.'}
        </p>
      </div>
    </section>
  )
}
