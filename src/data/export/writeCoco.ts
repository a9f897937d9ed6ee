import { COCO_CATEGORIES } from '../../domain/cocoCategories.ts'
import type { ExportPicture } from '../../domain/exportRequest.ts'
import type { Instance } from '../../domain/instance.ts'
import type { MaskRle } from '../../domain/maskRle.ts'
import { encodeCounts } from '../../domain/mask/counts.ts'
import type { CocoAnnotation, CocoDataset, CocoDatasetCategory, CocoRle } from './cocoDataset.ts'
import { polygonsOf } from './polygonsOf.ts'

export interface WriteCocoOptions {
  /** Polygons where the mask allows them (no holes), or run lengths for all. */
  readonly segmentation: 'polygons' | 'rle'
  /** Version of Limn. */
  readonly version: string
  readonly date: Date
  /** Awaited before each picture: the place to report progress and to let a cancel in. */
  readonly beforePicture?: (index: number) => Promise<void>
}

/** Classes COCO does not know are numbered from here, clear of its own ids. */
const FIRST_OWN_ID = 1000

/**
 * The visible instances of some pictures as one COCO dataset. COCO's classes keep COCO's ids; others get ids from 1000
 * in alphabetical order. Ids of images and annotations begin at 1, because pycocotools takes 0 for "no match".
 */
export async function writeCoco(
  pictures: readonly Pick<ExportPicture, 'name' | 'size' | 'instances'>[],
  { segmentation, version, date, beforePicture }: WriteCocoOptions,
): Promise<CocoDataset> {
  const categories = categoriesOf(pictures.flatMap(({ instances }) => instances))
  const idByName = new Map(categories.map(({ id, name }) => [name, id]))
  const annotations: CocoAnnotation[] = []
  for (const [index, { instances }] of pictures.entries()) {
    await beforePicture?.(index)
    for (const instance of instances) {
      const { box, area, label, score } = instance
      annotations.push({
        id: annotations.length + 1,
        image_id: index + 1,
        category_id: idByName.get(label) ?? 0,
        segmentation: segmentationOf(instance, segmentation),
        area,
        bbox: [box.x, box.y, box.width, box.height],
        iscrowd: 0,
        ...(score === null ? {} : { score }),
      })
    }
  }
  return {
    info: {
      description: 'Made with Limn',
      version,
      year: date.getUTCFullYear(),
      date_created: date.toISOString(),
    },
    licenses: [],
    images: pictures.map(({ name, size }, index) => ({
      id: index + 1,
      file_name: name,
      width: size.width,
      height: size.height,
    })),
    annotations,
    categories,
  }
}

function segmentationOf(instance: Instance, kind: WriteCocoOptions['segmentation']) {
  const polygons = kind === 'polygons' ? polygonsOf(instance) : null
  return polygons ?? rleOf(instance.mask)
}

function rleOf(mask: MaskRle): CocoRle {
  return { size: [mask.size.height, mask.size.width], counts: encodeCounts(mask) }
}

/** The classes in use, by id. */
function categoriesOf(instances: readonly Instance[]): CocoDatasetCategory[] {
  const labels = new Set(instances.map(({ label }) => label))
  const known = COCO_CATEGORIES.filter(({ name }) => labels.has(name))
  for (const { name } of known) labels.delete(name)
  const own = [...labels]
    .sort()
    .map((name, index) => ({ id: FIRST_OWN_ID + index, name, supercategory: '' }))
  return [...known, ...own]
}
