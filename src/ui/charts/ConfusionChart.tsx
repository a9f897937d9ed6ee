import type { ConfusionMatrix } from '../../domain/evaluation.ts'
import { formatNumberOf } from '../format.ts'
import { ChartFrame } from './ChartFrame.tsx'
import { drawConfusion } from './drawConfusion.ts'
import './confusion.css'

interface ConfusionChartProps {
  confusion: ConfusionMatrix
  /** The images behind a cell. */
  onOpen: (cell: { title: string; images: readonly number[] }) => void
}

const TITLE = 'Confusion'

/** Which classes are taken for which: true classes down, predicted ones across. A cell opens its images. */
export function ConfusionChart({ confusion, onOpen }: ConfusionChartProps) {
  const { names, counts, images } = confusion
  return (
    <ChartFrame
      title={TITLE}
      note="rows are what is there, columns what was said"
      height={Math.min(520, 40 + names.length * 30)}
      draw={(size) => drawConfusion(confusion, size)}
      table={() => [
        ['true \\ predicted', ...names],
        ...counts.map((row, i) => [names[i] ?? '', ...row]),
      ]}
    >
      {() => (
        <div className="confusion">
          <table>
            <thead>
              <tr>
                <td />
                {names.map((name) => (
                  <th key={name} scope="col" title={name}>
                    <span>{name}</span>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {counts.map((row, i) => (
                <tr key={names[i]}>
                  <th scope="row" title={names[i]}>
                    {names[i]}
                  </th>
                  {row.map((count, j) => (
                    <td key={names[j]}>
                      {count > 0 && (
                        <Cell
                          count={count}
                          share={count / rowSum(row)}
                          isRight={i === j}
                          title={`${names[i] ?? ''} taken for ${names[j] ?? ''}`}
                          onClick={(title) => onOpen({ title, images: images[i]?.[j] ?? [] })}
                        />
                      )}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </ChartFrame>
  )
}

interface CellProps {
  count: number
  share: number
  isRight: boolean
  title: string
  onClick: (title: string) => void
}

function Cell({ count, share, isRight, title, onClick }: CellProps) {
  return (
    <button
      type="button"
      className="confusion-cell"
      data-right={isRight}
      // Never so strong that the number on it is hard to read.
      style={{ '--share': `${Math.round(6 + 38 * share)}%` } as React.CSSProperties}
      aria-label={`${title}: ${formatNumberOf(count, 'time')}`}
      onClick={() => onClick(title)}
    >
      {count}
    </button>
  )
}

function rowSum(row: readonly number[]): number {
  return row.reduce((sum, count) => sum + count, 0)
}
