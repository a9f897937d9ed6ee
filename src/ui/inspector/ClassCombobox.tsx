import { Combobox } from '@base-ui/react/combobox'
import { useMemo, useState } from 'react'
import { classColour } from '../../domain/classColour.ts'
import { COCO_CATEGORIES } from '../../domain/cocoCategories.ts'
import { Icon } from '../components/icons.tsx'
import { useLimn } from '../useLimn.ts'

interface ClassComboboxProps {
  /** Empty when the selected objects have different classes. */
  label: string
  onChoose: (label: string) => void
}

interface Choice {
  readonly label: string
  readonly isNew: boolean
}

/** Chooses among the classes in use and COCO's; anything else that is typed becomes a new class. */
export function ClassCombobox({ label, onChoose }: ClassComboboxProps) {
  const instances = useLimn((state) => state.instances)
  const labelForNew = useLimn((state) => state.labelForNew)
  const [typed, setTyped] = useState('')

  const known = useMemo(() => {
    const inUse = Object.values(instances).flatMap((list) => list.map((one) => one.label))
    return [...new Set([labelForNew, ...inUse, ...COCO_CATEGORIES.map(({ name }) => name)])]
  }, [instances, labelForNew])
  const name = typed.trim()
  const isNew = name !== '' && !known.some((other) => other.toLowerCase() === name.toLowerCase())
  const choices: readonly Choice[] = [
    ...known.map((other) => ({ label: other, isNew: false })),
    ...(isNew ? [{ label: name, isNew: true }] : []),
  ]
  const value = choices.find((choice) => choice.label === label) ?? null

  return (
    <Combobox.Root
      items={choices}
      value={value}
      inputValue={typed}
      onInputValueChange={setTyped}
      itemToStringLabel={(choice: Choice) => choice.label}
      isItemEqualToValue={(a: Choice, b: Choice) => a.label === b.label}
      autoHighlight
      onValueChange={(choice: Choice | null) => {
        if (choice !== null && choice.label !== label) onChoose(choice.label)
      }}
      onOpenChange={(open) => {
        if (open) setTyped('')
      }}
    >
      <Combobox.Trigger className="combobox" aria-label={`Class: ${label || 'several'}`}>
        <span className="class-label">{label || 'Several classes'}</span>
        <Icon name="chevron" size={16} />
      </Combobox.Trigger>
      <Combobox.Portal>
        <Combobox.Positioner className="menu-positioner" sideOffset={4}>
          <Combobox.Popup className="menu combobox-popup" aria-label="Choose a class">
            <Combobox.Input
              className="combobox-input"
              aria-label="Class"
              placeholder="Find a class or type a new one"
            />
            <Combobox.List className="combobox-list">
              {(choice: Choice) => (
                <Combobox.Item key={choice.label} value={choice} className="menu-item">
                  {choice.isNew ? (
                    <Icon name="add" size={16} />
                  ) : (
                    <span className="swatch" style={{ background: classColour(choice.label) }} />
                  )}
                  {choice.isNew ? `New class “${choice.label}”` : choice.label}
                </Combobox.Item>
              )}
            </Combobox.List>
          </Combobox.Popup>
        </Combobox.Positioner>
      </Combobox.Portal>
    </Combobox.Root>
  )
}
