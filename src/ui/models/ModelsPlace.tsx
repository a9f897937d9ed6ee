import { useEffect } from 'react'
import { useLimn } from '../useLimn.ts'
import { ModelEditor } from './edit/ModelEditor.tsx'
import { ModelShelf } from './ModelShelf.tsx'
import { ModelView } from './ModelView.tsx'
import './models.css'

/** The models of this device: bring one in, make one, look into it, change it, take it away, segment with it. */
export function ModelsPlace() {
  const listModels = useLimn((state) => state.listModels)
  const listOfficialWeights = useLimn((state) => state.listOfficialWeights)
  const open = useLimn(({ models, openModelId }) => models?.find(({ id }) => id === openModelId))
  const editor = useLimn((state) => state.editor)
  useEffect(() => {
    void listModels()
    void listOfficialWeights()
  }, [listModels, listOfficialWeights])
  return (
    <main className="models-place">
      {editor !== null ? (
        <ModelEditor editor={editor} />
      ) : open === undefined ? (
        <ModelShelf />
      ) : (
        <ModelView key={open.id} model={open} />
      )}
    </main>
  )
}
