import type { ComponentProps } from 'react'
import { Icon, type IconName } from './icons.tsx'
import './button.css'

type ButtonProps = ComponentProps<'button'> & {
  tone?: 'plain' | 'primary' | 'danger' | 'quiet'
  icon?: IconName
}

export function Button({ tone = 'plain', icon, className, children, ...rest }: ButtonProps) {
  return (
    <button type="button" className={`button button-${tone} ${className ?? ''}`} {...rest}>
      {icon !== undefined && <Icon name={icon} size={16} />}
      {children}
    </button>
  )
}
