import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react'
import { useLimn, useLimnStore } from '../useLimn.ts'
import { CellAction, cellId, FilmstripCell } from './FilmstripCell.tsx'
import { FilmstripSummary } from './FilmstripSummary.tsx'
import { scrollToCell, visibleRange } from './visibleRange.ts'
import './filmstrip.css'

const CELL_WIDTH_PX = 104
const OVERSCAN = 4

/** All pictures in a row. Only the cells in sight are in the page, so 2,000 pictures scroll like 20. */
export function Filmstrip() {
  const store = useLimnStore()
  const order = useLimn((state) => state.imageOrder)
  const currentId = useLimn((state) => state.currentImageId)
  const scroller = useRef<HTMLDivElement>(null)
  /** Focus was on a cell that is being removed: it goes to the cell that takes its place. */
  const keepsFocus = useRef(false)
  // Whole cells, not pixels: most scroll events then change nothing.
  const [firstShown, setFirstShown] = useState(0)
  const [shownCells, setShownCells] = useState(0)

  const count = order.length
  const { first, end } = visibleRange({
    scrollLeft: firstShown * CELL_WIDTH_PX,
    viewportWidth: shownCells * CELL_WIDTH_PX,
    cellWidth: CELL_WIDTH_PX,
    count,
    overscan: OVERSCAN,
  })
  const currentIndex = currentId === null ? -1 : order.indexOf(currentId)
  const indices = Array.from({ length: end - first }, (_, offset) => first + offset)
  // The current cell is always there, so that focus can go to it from anywhere.
  if (currentIndex >= 0 && (currentIndex < first || currentIndex >= end)) indices.push(currentIndex)

  useEffect(() => {
    const element = scroller.current
    if (element === null) return
    const observer = new ResizeObserver(() =>
      setShownCells(Math.ceil(element.clientWidth / CELL_WIDTH_PX) + 1),
    )
    observer.observe(element)
    // React's own wheel listener is passive; a mouse wheel has to be turned sideways.
    const onWheel = (event: WheelEvent): void => {
      if (Math.abs(event.deltaY) <= Math.abs(event.deltaX) || event.ctrlKey) return
      event.preventDefault()
      element.scrollLeft += event.deltaY
    }
    element.addEventListener('wheel', onWheel, { passive: false })
    return () => {
      observer.disconnect()
      element.removeEventListener('wheel', onWheel)
    }
  }, [])

  useLayoutEffect(() => {
    const element = scroller.current
    if (element === null || currentIndex < 0) return
    const target = scrollToCell(currentIndex, {
      scrollLeft: element.scrollLeft,
      viewportWidth: element.clientWidth,
      cellWidth: CELL_WIDTH_PX,
      count,
      overscan: OVERSCAN,
    })
    if (target !== element.scrollLeft) element.scrollTo({ left: target })
    const hasFocus = document.activeElement?.getAttribute('role') === 'option'
    const cell = currentId === null ? null : document.getElementById(cellId(currentId))
    const isInside = hasFocus && element.contains(document.activeElement)
    if (isInside || keepsFocus.current) cell?.focus({ preventScroll: true })
    keepsFocus.current = false
  }, [currentIndex, currentId, count])

  const onKeyDown = (event: KeyboardEvent): void => {
    const { stepImage, removeImages } = store.getState()
    const page = Math.max(1, shownCells - 3)
    const steps: Readonly<Record<string, number>> = {
      ArrowLeft: -1,
      ArrowRight: 1,
      PageUp: -page,
      PageDown: page,
      Home: -count,
      End: count,
    }
    const step = steps[event.key]
    if (step !== undefined) stepImage(step)
    else if ((event.key === 'Delete' || event.key === 'Backspace') && currentId !== null) {
      keepsFocus.current = true
      removeImages([currentId])
    } else return
    event.preventDefault()
  }

  const cells = indices.flatMap((index) => {
    const id = order[index]
    if (id === undefined) return []
    return [{ id, index, left: index * CELL_WIDTH_PX, isCurrent: id === currentId }]
  })

  return (
    <section className="filmstrip" aria-label="Filmstrip">
      <FilmstripSummary />
      <div
        ref={scroller}
        className="filmstrip-scroller"
        tabIndex={-1}
        onScroll={(event) =>
          setFirstShown(Math.floor(event.currentTarget.scrollLeft / CELL_WIDTH_PX))
        }
      >
        <div className="filmstrip-track" style={{ width: count * CELL_WIDTH_PX }}>
          <div
            role="listbox"
            aria-label="Pictures"
            aria-orientation="horizontal"
            onKeyDown={onKeyDown}
          >
            {cells.map((cell) => (
              <FilmstripCell key={cell.id} count={count} {...cell} />
            ))}
          </div>
          {cells.map(({ id, left, isCurrent }) => (
            <CellAction key={id} id={id} left={left} isCurrent={isCurrent} />
          ))}
        </div>
      </div>
    </section>
  )
}
