import { Button } from '../components/Button.tsx'
import { Icon } from '../components/icons.tsx'
import { useLimn, useLimnStore } from '../useLimn.ts'

/** Chooses a model for the Segment place and goes there. Null stands for the built-in ones. */
export function SegmentWithButton({ modelId }: { modelId: string | null }) {
  const store = useLimnStore()
  const isInUse = useLimn((state) => state.segmentModelId === modelId)
  const go = (): void => {
    const { segmentWith, setPlace } = store.getState()
    segmentWith(modelId)
    setPlace('segment')
  }
  return (
    <>
      <Button tone={isInUse ? 'plain' : 'primary'} icon="segment" onClick={go}>
        Segment with it
      </Button>
      {isInUse && (
        <span className="models-in-use">
          <Icon name="check" size={16} /> In use
        </span>
      )}
    </>
  )
}
