import { Tooltip } from '@base-ui/react/tooltip'
import type { ReactElement, ReactNode } from 'react'
import './hint.css'

interface HintProps {
  text: ReactNode
  extra?: ReactNode
  side?: 'top' | 'right' | 'bottom' | 'left'
  /** The control that the hint belongs to. */
  children: ReactElement<Record<string, unknown>>
}

/** A short text beside a control on hover and focus. Never the only place where something is said. */
export function Hint({ text, extra, side = 'top', children }: HintProps) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger render={children} />
      <Tooltip.Portal>
        <Tooltip.Positioner side={side} sideOffset={8} className="hint-positioner">
          <Tooltip.Popup className="hint">
            {text}
            {extra !== undefined && <span className="hint-extra">{extra}</span>}
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  )
}
