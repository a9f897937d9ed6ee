import type { Architecture } from '../architecture.ts'
import type { StateDict } from '../parameters/parameterStore.ts'
import type { StoredTensor } from '../checkpoint/safetensors.ts'

/** What the heads that name classes are called in PyTorch, and how many rows each class has in them. */
const CLASS_HEADS: Readonly<Record<string, number>> = {
  'roi_heads.box_predictor.cls_score.weight': 1,
  'roi_heads.box_predictor.cls_score.bias': 1,
  'roi_heads.box_predictor.bbox_pred.weight': 4,
  'roi_heads.box_predictor.bbox_pred.bias': 4,
  'roi_heads.mask_predictor.mask_fcn_logits.weight': 1,
  'roi_heads.mask_predictor.mask_fcn_logits.bias': 1,
}

export interface ChangedClasses<A extends Architecture> {
  readonly architecture: A
  readonly stateDict: StateDict
  /** Classes whose rows were kept, the background apart. */
  readonly kept: readonly string[]
}

/**
 * Gives a model other classes: the heads that name classes are replaced, and the rows of classes that match by name are
 * kept. `fresh` holds the parameters of a model of the new classes, for the rows that begin anew.
 */
export function changeClasses<A extends Architecture>(
  { architecture, stateDict }: { readonly architecture: A; readonly stateDict: StateDict },
  classes: readonly string[],
  fresh: StateDict,
): ChangedClasses<A> {
  const sources = classes.map((name, label) =>
    label === 0 ? 0 : architecture.classes.indexOf(name, 1),
  )
  const changed = new Map(stateDict)
  for (const [name, rowsPerClass] of Object.entries(CLASS_HEADS)) {
    const old = stateDict.get(name)
    const start = fresh.get(name)
    if (old !== undefined && start !== undefined) {
      changed.set(name, keepRows(old, start, sources, rowsPerClass))
    }
  }
  return {
    architecture: { ...architecture, classes },
    stateDict: changed,
    kept: classes.filter((_, label) => label > 0 && (sources[label] ?? -1) > 0),
  }
}

/** Rows lie first in PyTorch's layout: [classes * rows, …]. */
function keepRows(
  old: StoredTensor,
  fresh: StoredTensor,
  sources: readonly number[],
  rowsPerClass: number,
): StoredTensor {
  const data = Float32Array.from(fresh.data, Number)
  const [rows = 1] = fresh.shape
  const block = (data.length / rows) * rowsPerClass
  const values = Float32Array.from(old.data, Number)
  sources.forEach((source, label) => {
    if (source < 0) return
    data.set(values.subarray(source * block, (source + 1) * block), label * block)
  })
  return { dtype: 'F32', shape: fresh.shape, data }
}
