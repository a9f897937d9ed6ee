import { Term } from '../components/Term.tsx'
import { useLimn } from '../useLimn.ts'
import { difference, figure, toneOf } from './figure.ts'

/** Places in COCO's twelve numbers, with names and what they mean. */
const TILES: readonly { index: number; name: string; meaning: string }[] = [
  {
    index: 0,
    name: 'mAP',
    meaning:
      'Mean average precision: over all classes, and over ten overlaps (IoU) from 0.50 to 0.95 that a detection must reach.',
  },
  {
    index: 1,
    name: 'AP50',
    meaning: 'Average precision where an overlap (IoU) of 0.50 is enough.',
  },
  { index: 2, name: 'AP75', meaning: 'Average precision where the overlap (IoU) must reach 0.75.' },
  { index: 3, name: 'AP small', meaning: 'mAP of objects under 32 × 32 pixels.' },
  { index: 4, name: 'AP medium', meaning: 'mAP of objects from 32 × 32 to 96 × 96 pixels.' },
  { index: 5, name: 'AP large', meaning: 'mAP of objects over 96 × 96 pixels.' },
  {
    index: 8,
    name: 'AR',
    meaning: 'Average recall: the share of objects found with at most 100 detections a picture.',
  },
]

/** The headline figures in per cent, with the difference to the model beside. */
export function FigureTiles() {
  const stats = useLimn((state) => state.evaluation?.stats)
  const other = useLimn((state) => state.compared?.stats)
  if (stats === undefined) return null
  return (
    <dl className="evaluate-tiles">
      {TILES.map(({ index, name, meaning }) => {
        const value = stats[index] ?? -1
        const change = difference(value, other?.[index])
        return (
          <div key={name} className="evaluate-tile" data-main={index === 0}>
            <dt>
              <Term meaning={meaning}>{name}</Term>
            </dt>
            <dd>
              {figure(value)}
              {change !== null && (
                <span className="evaluate-change" data-tone={toneOf(change)}>
                  {change}
                </span>
              )}
            </dd>
          </div>
        )
      })}
    </dl>
  )
}
