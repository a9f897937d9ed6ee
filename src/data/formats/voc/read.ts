import type { Category, DatasetImage, DatasetObject, Json } from '../../../domain/dataset.ts'
import { boxArea, boxIntersection, boxIou } from '../../../domain/box.ts'
import { fail, LimnError } from '../../../domain/failure.ts'
import { maskArea } from '../../../domain/mask/area.ts'
import { maskBox } from '../../../domain/mask/box.ts'
import { encodeCounts } from '../../../domain/mask/counts.ts'
import { maskIntersection } from '../../../domain/mask/iou.ts'
import type { MaskRle } from '../../../domain/maskRle.ts'
import type { DatasetFormat, ReadContext } from '../datasetFormat.ts'
import { FieldError } from '../fields.ts'
import { foldersOf, PICTURE_FILE, stemOf, type FileTree, type TreeFile } from '../fileTree.ts'
import { IdKeeper } from '../idKeeper.ts'
import { categoryNamed } from '../mergeCategory.ts'
import { readHead, readText } from '../readText.ts'
import { parseXml } from './parseXml.ts'
import { readAnnotation, type VocAnnotation } from './readAnnotation.ts'
import { readImageSets } from './readImageSets.ts'
import { readLabelPng } from '../labelMaps/readLabelPng.ts'
import { VOC_CLASSES, VOC_VOID } from './vocClasses.ts'

/** Boxes of the XML hold hidden parts too: a mask may fill little of its box, but must lie in it. */
const MIN_INSIDE = 0.5

/**
 * Pascal VOC (VOC 2012 development kit): XML with boxes, SegmentationObject and SegmentationClass palette PNGs whose
 * value 255 is void, ImageSets for the splits.
 */
export const voc: DatasetFormat = {
  name: 'Pascal VOC',

  recognise: async (tree) => {
    for (const file of tree.withExtension(/\.xml$/i).slice(0, 5)) {
      if (/<annotation[\s>]/.test(await readHead(file).catch(() => ''))) return 0.9
    }
    return tree.files.some(({ path }) => /(^|\/)SegmentationObject\//.test(path)) ? 0.8 : 0
  },

  read: async (tree, context) => {
    const { report, signal, onProgress } = context
    const reader = new VocReader(tree, context)
    const splits = await readImageSets(tree)
    const annotations = new Map(
      tree.withExtension(/\.xml$/i).map((file) => [stemOf(file.path), file]),
    )
    const masks = filesIn(tree, 'SegmentationObject')
    const stems = [...new Set([...annotations.keys(), ...masks.keys()])].sort()
    for (const [index, stem] of stems.entries()) {
      signal?.throwIfAborted()
      if (index % 20 === 0) onProgress?.(index / stems.length, `Reading ${stem}`)
      const file = annotations.get(stem) ?? masks.get(stem)
      try {
        await reader.add(stem, annotations.get(stem), masks.get(stem), splits.get(stem) ?? null)
      } catch (thrown) {
        if (thrown instanceof FieldError) report.skip(file?.path ?? stem, thrown.place, thrown.why)
        else if (thrown instanceof LimnError) {
          report.skip(file?.path ?? stem, '', thrown.failure.message)
        } else throw thrown
      }
    }
    return reader.finish()
  },
}

class VocReader {
  readonly #tree: FileTree
  readonly #context: ReadContext
  readonly #classFiles: ReadonlyMap<string, TreeFile>
  readonly #categories: Category[] = []
  readonly #images: DatasetImage[] = []
  readonly #pictures = new Map<number, { file: TreeFile }>()
  readonly #objectIds: IdKeeper

  constructor(tree: FileTree, context: ReadContext) {
    this.#tree = tree
    this.#context = context
    this.#classFiles = filesIn(tree, 'SegmentationClass')
    this.#objectIds = new IdKeeper('object', context.report)
  }

  async add(
    stem: string,
    xml: TreeFile | undefined,
    maskFile: TreeFile | undefined,
    split: string | null,
  ): Promise<void> {
    const annotation = xml === undefined ? null : await this.#readXml(xml)
    const picture = this.#findPicture(stem, annotation)
    const size = annotation?.size ?? (await this.#context.sizeOf(picture))
    const values = maskFile === undefined ? null : await readLabelPng(maskFile, size)
    const masks = new Map(values?.masks ?? [])
    const voidMask = masks.get(VOC_VOID)
    masks.delete(VOC_VOID)
    const objects: DatasetObject[] = []
    for (const [object, mask] of pairMasks(annotation, masks)) {
      const { isDifficult, name, box, extra } = object
      objects.push({
        id: this.#objectIds.next(),
        categoryId: categoryNamed(this.#categories, name),
        box,
        shape: mask === null ? { kind: 'box' } : { kind: 'mask', mask },
        area: mask === null ? box.width * box.height : maskArea(mask),
        isCrowd: false,
        ignore: isDifficult,
        ...(extra === undefined ? {} : { extra }),
      })
    }
    objects.push(...(await this.#objectsWithoutXml(stem, masks, maskFile)))
    const id = this.#images.length + 1
    const extra: Record<string, Json> = { ...annotation?.extra }
    if (voidMask !== undefined) extra['void'] = encodeCounts(voidMask)
    this.#pictures.set(id, { file: picture })
    this.#images.push({
      id,
      name: picture.path.slice(picture.path.lastIndexOf('/') + 1),
      size,
      split,
      objects,
      ...(Object.keys(extra).length === 0 ? {} : { extra }),
    })
  }

  finish() {
    if (this.#images.length === 0) {
      fail(
        'bad-request',
        'No picture of the Pascal VOC folder could be read together with its labels.',
        'Drop the folder that holds both Annotations and JPEGImages.',
      )
    }
    // VOC's own classes in VOC's order, others after them by name.
    const order = new Map<string, number>(VOC_CLASSES.map((name, index) => [name, index]))
    const rank = ({ name }: Category) => order.get(name) ?? VOC_CLASSES.length
    const categories = this.#categories.toSorted(
      (a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1),
    )
    return {
      dataset: { name: '', categories, images: this.#images },
      pictures: this.#pictures,
    }
  }

  async #readXml(file: TreeFile): Promise<VocAnnotation> {
    return readAnnotation(parseXml(await readText(file)), ({ place, why }) =>
      this.#context.report.skip(file.path, place, why),
    )
  }

  #findPicture(stem: string, annotation: VocAnnotation | null): TreeFile {
    const isPhoto = ({ path }: TreeFile) =>
      PICTURE_FILE.test(path) && !/^Segmentation/.test(foldersOf(path).at(-1) ?? '')
    const named = annotation?.fileName ?? null
    const byName = named === null ? null : this.#tree.find(named)
    if (byName !== null && isPhoto(byName)) return byName
    const byStem = this.#tree.findStem(stem, isPhoto)
    if (byStem !== null) return byStem
    throw new FieldError('', `The picture ${named ?? stem} is not among the dropped files.`)
  }

  /** Masks no XML object answers for: their class is the one most of their pixels have in SegmentationClass. */
  async #objectsWithoutXml(
    stem: string,
    masks: ReadonlyMap<number, MaskRle>,
    maskFile: TreeFile | undefined,
  ): Promise<readonly DatasetObject[]> {
    const first = [...masks.values()][0]
    if (first === undefined) return []
    const classFile = this.#classFiles.get(stem)
    const classes = classFile === undefined ? null : await readLabelPng(classFile, first.size)
    const objects: DatasetObject[] = []
    for (const [value, mask] of masks) {
      const [index] = [...(classes?.masks ?? [])]
        .map(([each, region]) => [each, maskIntersection(mask, region)] as const)
        .filter(([each, pixels]) => each !== VOC_VOID && pixels > 0)
        .reduce<readonly [number, number]>(
          (best, each) => (each[1] > best[1] ? each : best),
          [0, 0],
        )
      if (index === 0) {
        this.#context.report.skip(
          maskFile?.path ?? stem,
          `value ${value}`,
          'The mask has neither an object in the XML nor a class in SegmentationClass.',
        )
        continue
      }
      objects.push({
        id: this.#objectIds.next(),
        categoryId: categoryNamed(this.#categories, VOC_CLASSES[index - 1] ?? `class ${index}`),
        box: maskBox(mask),
        shape: { kind: 'mask', mask },
        area: maskArea(mask),
        isCrowd: false,
        ignore: false,
      })
    }
    return objects
  }
}

/**
 * Value n of SegmentationObject is the n-th object of the XML, if the mask lies in its box; else the one whose box fits
 * best. Takes the masks it pairs out of `masks`.
 */
function pairMasks(annotation: VocAnnotation | null, masks: Map<number, MaskRle>) {
  const objects = annotation?.objects ?? []
  const boxes = new Map([...masks].map(([value, mask]) => [value, maskBox(mask)]))
  const paired = new Map<number, MaskRle>()
  const pair = (index: number, value: number) => {
    const mask = masks.get(value)
    if (mask === undefined) return
    paired.set(index, mask)
    masks.delete(value)
  }
  const overlap = (index: number, value: number) => {
    const object = objects[index]
    const box = boxes.get(value)
    return object === undefined || box === undefined ? 0 : boxIou(object.box, box)
  }
  objects.forEach(({ box }, index) => {
    const maskBounds = boxes.get(index + 1)
    if (maskBounds === undefined) return
    const inside = boxArea(boxIntersection(box, maskBounds))
    if (inside >= MIN_INSIDE * boxArea(maskBounds)) pair(index, index + 1)
  })
  objects.forEach((_, index) => {
    if (paired.has(index)) return
    const best = [...masks.keys()].reduce(
      (top, value) => (overlap(index, value) > overlap(index, top) ? value : top),
      -1,
    )
    if (overlap(index, best) >= 0.5) pair(index, best)
  })
  return objects.map((object, index) => [object, paired.get(index) ?? null] as const)
}

function filesIn(tree: FileTree, folder: string): ReadonlyMap<string, TreeFile> {
  return new Map(
    tree
      .withExtension(/\.png$/i)
      .filter(({ path }) => foldersOf(path).at(-1) === folder)
      .map((file) => [stemOf(file.path), file]),
  )
}
