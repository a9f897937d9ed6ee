import { Dialog } from '@base-ui/react/dialog'
import type { ReactNode } from 'react'
import { Icon } from './icons.tsx'
import './modal.css'

interface ModalProps {
  title: string
  description?: string
  width?: 's' | 'm' | 'l'
  onClose: () => void
  children: ReactNode
}

/** A dialog over the page: focus stays in it, Escape closes it, focus returns where it came from. */
export function Modal({ title, description, width = 'm', onClose, children }: ModalProps) {
  return (
    <Dialog.Root
      open
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
    >
      <Dialog.Portal>
        <Dialog.Backdrop className="modal-backdrop" />
        <Dialog.Popup className={`modal modal-${width}`}>
          <header className="modal-head">
            <Dialog.Title className="modal-title">{title}</Dialog.Title>
            {description !== undefined && (
              <Dialog.Description className="modal-description">{description}</Dialog.Description>
            )}
          </header>
          {children}
          {/* Last, so that focus starts with what the dialog is about. */}
          <Dialog.Close className="icon-button icon-button-m modal-close" aria-label="Close">
            <Icon name="close" />
          </Dialog.Close>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
