import { useState } from 'react'
import type { RunRequest } from '../../domain/training/trainingRun.ts'
import { VariationFields } from './VariationFields.tsx'
import { VariationPreview } from './VariationPreview.tsx'

interface VariationPanelProps {
  draft: RunRequest
  onChange: (draft: RunRequest) => void
}

/** How training pictures are varied: what comes of it, and every kind with its odds and its range. */
export function VariationPanel({ draft, onChange }: VariationPanelProps) {
  const [isOpen, setOpen] = useState(false)
  const { settings } = draft
  return (
    <details
      className="train-details"
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
    >
      <summary>Variation of pictures</summary>
      {isOpen && (
        <div className="train-settings">
          <p className="train-help">
            A picture looks a little different each time the model sees it, and its masks with it:
            few pictures teach more.
          </p>
          <VariationPreview draft={draft} />
          <VariationFields
            value={settings.augmentation}
            onChange={(augmentation) =>
              onChange({ ...draft, settings: { ...settings, augmentation } })
            }
          />
        </div>
      )}
    </details>
  )
}
