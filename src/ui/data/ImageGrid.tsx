import { useEffect, useRef, useState } from 'react'
import type { Category } from '../../domain/dataset.ts'
import type { ImageRecord } from '../../domain/datasetRecord.ts'
import { Icon } from '../components/icons.tsx'
import { formatNumberOf } from '../format.ts'
import { useLimn } from '../useLimn.ts'
import { gridLayout } from './gridLayout.ts'
import { useThumbnails } from './useThumbnails.ts'
import { PROBLEMS } from './problems.ts'

/** Padding for the focus rings of the outer cells, as data.css has it. */
const EDGE_PX = 4

interface ImageGridProps {
  images: readonly ImageRecord[]
  categories: readonly Category[]
}

/** Thumbnails in rows. Only the rows in sight are in the page, so 10,000 images scroll like 50. */
export function ImageGrid({ images }: ImageGridProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const [view, setView] = useState({ scrollTop: 0, width: 0, height: 0 })
  useEffect(() => {
    const element = scroller.current
    if (element === null) return
    const measure = (): void =>
      setView((before) => ({
        ...before,
        width: element.clientWidth - 2 * EDGE_PX,
        height: element.clientHeight,
      }))
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  const layout = gridLayout({ ...view, count: images.length })
  const shown = images.slice(layout.first, layout.end)
  const thumbnails = useThumbnails(shown)
  if (images.length === 0) {
    return <p className="data-none">No image passes these filters.</p>
  }
  return (
    <div
      ref={scroller}
      className="data-grid"
      onScroll={({ currentTarget }) => {
        // Whole rows: most scroll events then change nothing.
        const scrollTop = Math.floor(currentTarget.scrollTop / layout.rowHeight) * layout.rowHeight
        if (scrollTop !== view.scrollTop) setView({ ...view, scrollTop })
      }}
    >
      <ul className="data-grid-track" aria-label="Images" style={{ height: layout.height }}>
        {shown.map((image, index) => (
          <li
            key={image.id}
            aria-setsize={images.length}
            aria-posinset={layout.first + index + 1}
            style={layout.place(layout.first + index)}
          >
            <ImageCell image={image} url={thumbnails[image.sha256]} />
          </li>
        ))}
      </ul>
    </div>
  )
}

function ImageCell({ image, url }: { image: ImageRecord; url: string | undefined }) {
  const labelImage = useLimn((state) => state.labelImage)
  const problems = image.problems.flatMap(
    (problem) => PROBLEMS.find(({ id }) => id === problem)?.title ?? [],
  )
  const facts = [
    formatNumberOf(image.objectCount, 'object'),
    ...(image.split === null ? [] : [image.split]),
    ...problems,
  ]
  return (
    <button
      type="button"
      className="data-cell"
      aria-label={`${image.name}, ${facts.join(', ')}`}
      title={`${image.name}\n${facts.join(', ')}`}
      onClick={() => void labelImage(image.id)}
    >
      <span className="data-cell-picture">
        {url === undefined ? (
          <Icon name="image" />
        ) : (
          <img src={url} alt="" draggable={false} decoding="async" />
        )}
        {problems.length > 0 && (
          <span className="data-cell-problem">
            <Icon name="alert" size={16} />
          </span>
        )}
        <span className="data-cell-count">{image.objectCount}</span>
      </span>
      <span className="data-cell-name">
        <span>{image.name.split('/').at(-1)}</span>
        {image.split !== null && <span className="data-cell-split">{image.split}</span>}
      </span>
    </button>
  )
}
