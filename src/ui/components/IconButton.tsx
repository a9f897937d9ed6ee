import type { ComponentProps, ReactNode } from 'react'
import { Hint } from './Hint.tsx'
import { Icon, type IconName } from './icons.tsx'
import './button.css'

type IconButtonProps = Omit<ComponentProps<'button'>, 'children'> & {
  icon: IconName
  /** Accessible name, also shown on hover and focus. */
  label: string
  /** Key hint beside the label. */
  hint?: ReactNode
  size?: 'm' | 's'
  /** Written under the icon where the rail is a bottom bar. */
  'data-caption'?: string
  side?: 'top' | 'right' | 'bottom' | 'left'
}

/** A square button that is only an icon: its name appears on hover and focus. */
export function IconButton({
  icon,
  label,
  hint,
  size = 'm',
  side = 'top',
  className,
  ...rest
}: IconButtonProps) {
  return (
    <Hint text={label} extra={hint} side={side}>
      <button
        type="button"
        aria-label={label}
        className={`icon-button icon-button-${size} ${className ?? ''}`}
        {...rest}
      >
        <Icon name={icon} size={size === 's' ? 16 : 20} />
      </button>
    </Hint>
  )
}
