import { currentImage } from '../../store/selectors.ts'
import { Button } from '../components/Button.tsx'
import { Icon } from '../components/icons.tsx'
import { useLimn, useLimnStore } from '../useLimn.ts'

/** Why the picture has no objects, and what to do about it: in the middle of the stage, over the picture if there is one. */
export function StageFailure() {
  const image = useLimn(currentImage)
  const instances = useLimn(({ instances, currentImageId }) =>
    currentImageId === null ? undefined : instances[currentImageId],
  )
  const store = useLimnStore()
  if (image?.status.kind !== 'failed') return null
  // What was found stays in sight: then the card moves out of the middle.
  const hasObjects = (instances?.length ?? 0) > 0
  const { message, remedy } = image.status.failure
  return (
    <div className="stage-failure" data-aside={hasObjects} role="alert">
      <Icon name="alert" size={24} />
      <div>
        <p className="stage-failure-message">{message}</p>
        <p className="stage-failure-remedy">{remedy}</p>
      </div>
      <div className="stage-failure-actions">
        <Button tone="primary" icon="retry" onClick={() => store.getState().segment([image.id])}>
          Try again
        </Button>
        <Button tone="quiet" onClick={() => store.getState().removeImages([image.id])}>
          Remove picture
        </Button>
      </div>
    </div>
  )
}
