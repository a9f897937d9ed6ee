import { useState } from 'react'
import type { ClassFigures } from '../../domain/evaluation.ts'
import { ChartExport } from '../charts/ChartExport.tsx'
import { drawBars } from '../charts/drawBars.ts'
import { useChartColours } from '../charts/useChartColours.ts'
import { formatCount } from '../format.ts'
import { useLimn } from '../useLimn.ts'
import { difference, figure, toneOf } from './figure.ts'

type Column = 'name' | 'truthCount' | 'ap' | 'ap50' | 'ap75' | 'recall'

const COLUMNS: readonly { id: Column; title: string }[] = [
  { id: 'name', title: 'Class' },
  { id: 'truthCount', title: 'Objects' },
  { id: 'ap', title: 'AP' },
  { id: 'ap50', title: 'AP50' },
  { id: 'ap75', title: 'AP75' },
  { id: 'recall', title: 'AR' },
]

interface ClassTableProps {
  /** Classes whose lines the chart beside shows. */
  drawn: readonly number[]
  onToggle: (categoryId: number) => void
}

/** Figures class by class, sorted by any column; a click on a name draws its precision and recall. */
export function ClassTable({ drawn, onToggle }: ClassTableProps) {
  const classes = useLimn((state) => state.evaluation?.classes) ?? []
  const other = useLimn((state) => state.compared?.classes)
  const colourOf = useChartColours()
  const [column, setColumn] = useState<Column>('ap')
  const [isRising, setIsRising] = useState(false)
  const sorted = [...classes].sort((a, b) => (isRising ? 1 : -1) * compare(a, b, column))
  const sortBy = (next: Column) => {
    setIsRising(next === column ? !isRising : next === 'name')
    setColumn(next)
  }
  return (
    <section className="chart evaluate-classes" aria-label="Figures by class">
      <div className="chart-head">
        <span className="chart-title">Classes</span>
        <ChartExport
          title="Classes"
          colourOf={colourOf}
          draw={({ width }) =>
            drawBars(
              sorted.map(({ name, ap }) => ({ name, value: Math.max(0, ap), text: figure(ap) })),
              { width, most: 1 },
            )
          }
          table={() => [
            ['class', 'objects', 'AP', 'AP50', 'AP75', 'AP small', 'AP medium', 'AP large', 'AR'],
            ...sorted.map((row) => [
              row.name,
              row.truthCount,
              row.ap,
              row.ap50,
              row.ap75,
              ...row.apBySize,
              row.recall,
            ]),
          ]}
        />
      </div>
      <div className="evaluate-classes-scroll" tabIndex={0} role="region" aria-label="Classes">
        <table>
          <thead>
            <tr>
              {COLUMNS.map(({ id, title }) => (
                <th
                  key={id}
                  scope="col"
                  aria-sort={id === column ? (isRising ? 'ascending' : 'descending') : undefined}
                >
                  <button type="button" onClick={() => sortBy(id)}>
                    {title}
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sorted.map((row) => (
              <Row
                key={row.categoryId}
                row={row}
                isDrawn={drawn.includes(row.categoryId)}
                onToggle={() => onToggle(row.categoryId)}
                other={other?.find(({ categoryId }) => categoryId === row.categoryId)}
              />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

interface RowProps {
  row: ClassFigures
  other: ClassFigures | undefined
  isDrawn: boolean
  onToggle: () => void
}

function Row({ row, other, isDrawn, onToggle }: RowProps) {
  const change = difference(row.ap, other?.ap)
  return (
    <tr>
      <th scope="row">
        <button
          type="button"
          className="evaluate-class-name"
          aria-pressed={isDrawn}
          title="Draw its precision and recall"
          disabled={row.curve === null}
          onClick={onToggle}
        >
          {row.name}
        </button>
      </th>
      <td>{formatCount(row.truthCount)}</td>
      <td className="evaluate-ap">
        <span style={{ width: `${Math.max(0, row.ap) * 100}%` }} aria-hidden />
        {figure(row.ap)}
        {change !== null && <small data-tone={toneOf(change)}>{change}</small>}
      </td>
      <td>{figure(row.ap50)}</td>
      <td>{figure(row.ap75)}</td>
      <td>{figure(row.recall)}</td>
    </tr>
  )
}

function compare(a: ClassFigures, b: ClassFigures, column: Column): number {
  return column === 'name' ? a.name.localeCompare(b.name) : a[column] - b[column]
}
