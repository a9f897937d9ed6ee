import { Icon } from '../components/icons.tsx'
import './intake.css'

/** Covers the window while files are dragged over it. */
export function DropOverlay() {
  return (
    <div className="drop-overlay" aria-hidden="true">
      <div className="drop-overlay-card">
        <Icon name="add" size={28} />
        Drop to add
      </div>
    </div>
  )
}
