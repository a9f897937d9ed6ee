import type { BodyStage } from '../../domain/modelDraft.ts'
import type { Architecture, BodyArchitecture } from '../architecture.ts'

/**
 * The stages of a model's body from the picture up, by the prefixes of their layers' names. Freezing begins with the
 * first: torchvision's `trainable_backbone_layers` counts those that are left from the last.
 */
export function bodyStages(architecture: Architecture): readonly BodyStage[] {
  switch (architecture.family) {
    case 'mask-rcnn':
      return stagesOf(architecture.body, 'backbone.body')
    case 'fcn':
      return stagesOf(architecture.body, 'backbone')
    case 'unet': {
      const { encoder } = architecture
      if (encoder.kind === 'plain') {
        return encoder.widths.map((_, level) => ({
          title: level === 0 ? 'Full size' : `1/${2 ** level} of the size`,
          prefixes: [level === 0 ? 'inc' : `down${level}`],
        }))
      }
      const name = encoder.body.kind === 'resnet' ? 'encoder' : 'encoder.features'
      return stagesOf(encoder.body, name)
    }
  }
}

function stagesOf(body: BodyArchitecture, name: string): readonly BodyStage[] {
  if (body.kind === 'resnet') {
    const stem = { title: 'Stem', prefixes: [`${name}.conv1`, `${name}.bn1`] }
    const stages = body.stages.map((_, i) => ({
      title: `Stage ${i + 1}`,
      prefixes: [`${name}.layer${i + 1}`],
    }))
    return [stem, ...stages]
  }
  // A mobile body is cut where its levels end.
  return body.levels.map((last, i) => {
    const first = i === 0 ? 0 : (body.levels[i - 1] ?? 0) + 1
    const layers = Array.from({ length: last - first + 1 }, (_, k) => `${name}.${first + k}`)
    return {
      title: first === last ? `Layer ${last}` : `Layers ${first} to ${last}`,
      prefixes: layers,
    }
  })
}
