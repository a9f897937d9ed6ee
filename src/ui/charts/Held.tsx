import { memo, type ReactNode } from 'react'

interface HeldProps {
  /** Whether the content follows its data now. */
  isLive: boolean
  children: ReactNode
}

/** Content that stays as it was while nobody sees it. */
export const Held = memo(
  ({ children }: HeldProps) => children,
  (_, { isLive }) => !isLive,
)
Held.displayName = 'Held'
