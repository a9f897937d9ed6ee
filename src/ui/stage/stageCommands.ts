import { stageView } from './stageView.ts'

/** What the shell's key table and command palette can ask of the stage. Without a picture they do nothing. */
export interface StageCommands {
  /** One half-octave step about the middle of the stage. */
  zoomIn(): void
  zoomOut(): void
  /** The whole picture; it stays fitted while the window is resized. */
  fit(): void
  /** One picture pixel as one CSS pixel. */
  actualSize(): void
}

export const stageCommands: StageCommands = {
  zoomIn: () => stageView.zoomStep(1),
  zoomOut: () => stageView.zoomStep(-1),
  fit: () => stageView.fit(),
  actualSize: () => stageView.actualSize(),
}
