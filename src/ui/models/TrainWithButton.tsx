import type { LibraryModel } from '../../domain/libraryModel.ts'
import { modelInputOf } from '../../domain/modelInput.ts'
import { Button } from '../components/Button.tsx'
import { useLimnStore } from '../useLimn.ts'

/** Makes a model the start of the next run, with pictures of its own size, and goes to the Train place. */
export function TrainWithButton({ model }: { model: LibraryModel }) {
  const store = useLimnStore()
  const go = (): void => {
    const { draft, setDraft, setPlace } = store.getState()
    const { minSize: imageSize = draft.imageSize } = modelInputOf(model) ?? {}
    setDraft({ ...draft, start: { kind: 'library', modelId: model.id }, imageSize })
    setPlace('train')
  }
  return (
    <Button icon="train" onClick={go}>
      Train it
    </Button>
  )
}
