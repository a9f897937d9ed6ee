import { Popover } from '@base-ui/react/popover'
import type { ReactNode } from 'react'
import './hint.css'

interface TermProps {
  /** The term as it stands in the text, or an icon. */
  children: ReactNode
  meaning: string
  /** Accessible name where the children have none. */
  label?: string
}

/** A field term with its explanation in one sentence, on hover, focus, click or tap. */
export function Term({ children, meaning, label }: TermProps) {
  return (
    <Popover.Root>
      <Popover.Trigger
        className={label === undefined ? 'term' : 'term-icon'}
        aria-label={label}
        openOnHover
        delay={150}
      >
        {children}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner side="top" sideOffset={6} className="hint-positioner">
          <Popover.Popup className="explanation" initialFocus={false}>
            <Popover.Description>{meaning}</Popover.Description>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}
