import { useState } from 'react'
import { useLimn } from '../useLimn.ts'
import { BrushSize } from './BrushSize.tsx'
import { StageAnnouncer } from './StageAnnouncer.tsx'
import { createStageDraft } from './stageDraft.ts'
import { StageFailure } from './StageFailure.tsx'
import { StageNote } from './StageNote.tsx'
import { StageProgress } from './StageProgress.tsx'
import { StageSurface } from './StageSurface.tsx'
import { StageToolbar } from './StageToolbar.tsx'
import './stage.css'

/** The picture with its objects, and the tools to correct them. Nothing without a current picture. */
export function Stage() {
  const [draft] = useState(createStageDraft)
  const hasImage = useLimn((state) => state.currentImageId !== null)
  if (!hasImage) return null
  return (
    <section className="stage" aria-label="Stage">
      <StageSurface draft={draft} />
      <StageNote />
      <StageProgress />
      <StageFailure />
      <BrushSize />
      <StageToolbar />
      <StageAnnouncer draft={draft} />
    </section>
  )
}
