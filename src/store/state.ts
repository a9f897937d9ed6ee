import type { Box } from '../domain/box.ts'
import type { MeasureActions } from './measureSlice.ts'
import type { DecodingActions, DecodingState } from './decodingState.ts'
import type { DatasetsActions, DatasetsState } from './datasetsState.ts'
import type { EvaluationActions, EvaluationState } from './evaluationState.ts'
import type { DrawingActions, DrawingState } from './drawingState.ts'
import type { DisplayOptions } from '../domain/displayOptions.ts'
import type { ExportFormat } from '../domain/exportRequest.ts'
import type { TrainActions, TrainState } from './trainState.ts'
import type { Failure } from '../domain/failure.ts'
import type { ImageId, ImagePoint, ImageSize } from '../domain/image.ts'
import type { Instance, InstanceId } from '../domain/instance.ts'
import type { InstanceFilter } from '../domain/instanceFilter.ts'
import type { EditorActions, EditorState } from './editorState.ts'
import type { PicturePreview } from '../domain/picturePreview.ts'
import type { ModelsActions, ModelsState } from './modelsState.ts'
import type { FitActions, FitState } from './fitState.ts'
import type { VariationActions, VariationState } from './variationState.ts'
import type { WeightsActions, WeightsState } from './weightsState.ts'
import type {
  BackendChoice,
  EngineInfo,
  EngineMemory,
  SegmentProgress,
  StepProgress,
  WindowCount,
} from '../workers/protocol.ts'

// ---- Images ----

export type ImageStatus =
  /** The media worker reads its header and makes a thumbnail. */
  | { readonly kind: 'reading' }
  /** Known to be good, waits for its turn or for the models. */
  | { readonly kind: 'waiting' }
  | {
      readonly kind: 'running'
      readonly job: 'segment' | 'everything'
      readonly step: SegmentProgress['step']
      readonly fraction: number
      /** Of a picture that is looked at window by window. */
      readonly windows?: WindowCount & {
        /** Until the last is done, judged by those that are; null before there is one. */
        readonly remainingMs: number | null
      }
    }
  /** `elapsedMs` is null where no model ran: the objects were there with the picture. */
  | { readonly kind: 'done'; readonly elapsedMs: number | null }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly failure: Failure }

export interface ImageEntry {
  readonly id: ImageId
  readonly name: string
  readonly file: Blob
  /** Object URL of `file`, for the stage. */
  readonly url: string
  /** Object URL of the thumbnail; null until it is made. */
  readonly thumbnailUrl: string | null
  readonly size: ImageSize | null
  /** What the stage shows instead of a file that browsers do not show; null until it is made. */
  readonly preview?: PicturePreview | null
  readonly status: ImageStatus
}

export interface ImagesState {
  readonly images: Readonly<Record<ImageId, ImageEntry>>
  /** Filmstrip order. */
  readonly imageOrder: readonly ImageId[]
  readonly currentImageId: ImageId | null
}

export interface ImagesActions {
  /** Takes pictures and zips; everything else becomes a notice. Starts segmenting by itself. */
  readonly addFiles: (files: readonly File[]) => void
  /** Fetches one of the sample photos of public/samples and adds it. */
  readonly addSample: (name: string) => Promise<void>
  readonly removeImages: (ids: readonly ImageId[]) => void
  readonly showImage: (id: ImageId) => void
  /** Moves along the filmstrip, stopping at its ends. */
  readonly stepImage: (delta: number) => void
  /** Queues images for detection and masks; what a person made or confirmed on them stays. */
  readonly segment: (ids: readonly ImageId[]) => void
  /** Queues one image for class-less masks of everything. */
  readonly segmentEverything: (id: ImageId) => void
  readonly cancelImage: (id: ImageId) => void
  readonly cancelAll: () => void
  /** Goes on with waiting pictures; called when the models become ready. */
  readonly resumeQueue: () => void
}

// ---- Instances ----

export interface InstancesState {
  /** All candidates of each image, also those the sliders hide. */
  readonly instances: Readonly<Record<ImageId, readonly Instance[]>>
  readonly selectedIds: readonly InstanceId[]
  readonly hoveredId: InstanceId | null
  /** A click or box waits for its mask; where it was made, so that the stage can show it at once. */
  readonly pendingPrompt: {
    readonly imageId: ImageId
    readonly points: readonly (ImagePoint & { readonly positive: boolean })[]
    readonly box: Box | null
  } | null
  readonly canUndo: boolean
  readonly canRedo: boolean
}

export interface InstancesActions {
  readonly selectInstance: (id: InstanceId | null, options?: { extend?: boolean }) => void
  readonly hoverInstance: (id: InstanceId | null) => void
  /** With one instance selected the click refines it, else it starts a new one. */
  readonly promptPoint: (point: ImagePoint, positive: boolean) => Promise<void>
  readonly promptBox: (box: Box) => Promise<void>
  readonly relabel: (ids: readonly InstanceId[], label: string) => void
  readonly deleteInstances: (ids: readonly InstanceId[]) => void
  /** The union of the masks under the label and id of the first. */
  readonly mergeInstances: (ids: readonly InstanceId[]) => void
  readonly undo: () => void
  readonly redo: () => void
}

// ---- View ----

/**
 * select: click picks. include / exclude: click adds or removes area. box: drag frames an object. polygon: clicks set corners.
 * brush / eraser: drag draws and takes away. pan: drag moves.
 */
export type Tool = 'select' | 'include' | 'exclude' | 'box' | 'polygon' | 'brush' | 'eraser' | 'pan'

export type Dialog = 'shortcuts' | 'export' | 'measure' | 'palette' | 'engine' | null

export type Theme = 'system' | 'light' | 'dark'

/** Where one is in Limn. Places share the pictures, the selection and the undo history. */
export type Place = 'segment' | 'data' | 'train' | 'evaluate' | 'models'

export type { DisplayOptions }

export interface Notice {
  readonly id: string
  readonly tone: 'info' | 'error'
  /** What happened (and why). */
  readonly text: string
  /** What to do; empty when there is nothing to do. */
  readonly remedy: string
}

export interface ViewState {
  readonly place: Place
  readonly tool: Tool
  readonly filter: InstanceFilter
  readonly display: DisplayOptions
  /** Classes switched off in the class list. */
  readonly hiddenLabels: readonly string[]
  /** When set, only this class shows. */
  readonly isolatedLabel: string | null
  /** The class new instances get, and the ones typed so far, latest first. */
  readonly labelForNew: string
  readonly theme: Theme
  readonly dialog: Dialog
  readonly notices: readonly Notice[]
}

export interface ViewActions {
  readonly setPlace: (place: Place) => void
  readonly setTool: (tool: Tool) => void
  readonly setFilter: (change: Partial<InstanceFilter>) => void
  readonly setDisplay: (change: Partial<DisplayOptions>) => void
  readonly toggleLabel: (label: string) => void
  readonly isolateLabel: (label: string | null) => void
  readonly setLabelForNew: (label: string) => void
  readonly setTheme: (theme: Theme) => void
  readonly openDialog: (dialog: Dialog) => void
  readonly notify: (notice: Omit<Notice, 'id'>) => void
  readonly dismissNotice: (id: string) => void
}

// ---- Engine ----

export type EnginePhase =
  /** The worker is being made and its backend tested. */
  | { readonly kind: 'starting'; readonly progress: StepProgress | null }
  /** A backend runs, models are not loaded yet (first visit, nothing asked for). */
  | { readonly kind: 'idle' }
  | { readonly kind: 'loading'; readonly progress: StepProgress | null }
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly failure: Failure }

export interface EngineState {
  readonly engine: EnginePhase
  readonly engineInfo: EngineInfo | null
  readonly engineMemory: EngineMemory | null
  readonly backendChoice: BackendChoice
}

export interface EngineActions {
  /** Starts the engine and, if the weights are already on this device, makes it ready. Called once by main. */
  readonly startEngine: () => Promise<void>
  /** Loads the models, from the network if need be. */
  readonly loadModels: () => Promise<void>
  /** Stops a download or build of the models that is under way; pictures keep waiting. */
  readonly cancelLoading: () => void
  readonly chooseBackend: (choice: BackendChoice) => Promise<void>
}

// ---- Export ----

export interface ExportState {
  readonly exporting: { readonly fraction: number; readonly text: string } | null
}

export interface ExportActions {
  /**
   * Makes the file of the visible instances, or of `only` those; null when cancelled or failed (a notice says why).
   */
  readonly exportPictures: (
    ids: readonly ImageId[],
    formats: readonly ExportFormat[],
    options?: { only?: readonly InstanceId[] },
  ) => Promise<{ file: Blob; name: string } | null>
  readonly cancelExport: () => void
}

export type LimnState = ImagesState &
  InstancesState &
  ViewState &
  EngineState &
  ExportState &
  DatasetsState &
  TrainState &
  VariationState &
  FitState &
  EvaluationState &
  ModelsState &
  EditorState &
  WeightsState &
  DecodingState &
  DrawingState
export type LimnActions = ImagesActions &
  InstancesActions &
  ViewActions &
  EngineActions &
  ExportActions &
  MeasureActions &
  DatasetsActions &
  TrainActions &
  VariationActions &
  FitActions &
  EvaluationActions &
  ModelsActions &
  EditorActions &
  WeightsActions &
  DecodingActions &
  DrawingActions
export type Limn = LimnState & LimnActions
