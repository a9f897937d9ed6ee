import { useId, type ReactNode } from 'react'
import type { Augmentation } from '../../domain/training/augmentation.ts'
import { SmallField } from './SettingFields.tsx'

interface VariationFieldsProps {
  value: Augmentation
  onChange: (value: Augmentation) => void
}

/** Every kind of variation: to how many pictures it happens, and how far it goes. */
export function VariationFields({ value, onChange }: VariationFieldsProps) {
  const { rotate, scale, crop, colour, blur, copyPaste } = value
  /** A group of fields for one kind, its odds first. */
  const kind = <Kind extends keyof Augmentation>(
    name: Kind,
    { title, help }: { title: string; help: string },
    range?: (set: (change: Partial<Augmentation[Kind]>) => void) => ReactNode,
  ) => {
    const set = (change: Partial<Augmentation[Kind]>) =>
      onChange({ ...value, [name]: { ...value[name], ...change } })
    return (
      <KindFields
        title={title}
        help={help}
        odds={value[name].odds}
        onOdds={(odds) => onChange({ ...value, [name]: { ...value[name], odds } })}
      >
        {range?.(set)}
      </KindFields>
    )
  }
  return (
    <>
      {kind('flip', {
        title: 'Mirror left and right',
        help: 'Right for photos; wrong where left and right mean something, as in text.',
      })}
      {kind('flipVertical', {
        title: 'Mirror top and bottom',
        help: 'Only for pictures that have no up, as under a microscope.',
      })}
      {kind(
        'rotate',
        { title: 'Turn', help: 'Turns the picture and its masks by a drawn angle, either way.' },
        (set) => (
          <SmallField
            label="At most"
            unit="°"
            value={rotate.degrees}
            min={0}
            max={180}
            step="any"
            onChange={(degrees) => set({ degrees })}
          />
        ),
      )}
      {kind(
        'scale',
        { title: 'Scale', help: 'Shows objects nearer and farther than they were.' },
        (set) => (
          <>
            <SmallField
              label="From"
              unit="times"
              value={scale.from}
              min={0.1}
              max={10}
              step="any"
              onChange={(from) => set({ from, to: Math.max(from, scale.to) })}
            />
            <SmallField
              label="To"
              unit="times"
              value={scale.to}
              min={0.1}
              max={10}
              step="any"
              onChange={(to) => set({ to, from: Math.min(to, scale.from) })}
            />
          </>
        ),
      )}
      {kind(
        'crop',
        {
          title: 'Cut out a part',
          help: 'Learns from parts of pictures, and from objects that reach out of them.',
        },
        (set) => (
          <ShareField
            label="At least, of a side"
            share={crop.minShare}
            min={10}
            onChange={(minShare) => set({ minShare })}
          />
        ),
      )}
      {kind(
        'colour',
        {
          title: 'Change colours',
          help: 'Varies brightness, contrast, saturation and hue, as light and cameras do.',
        },
        (set) => (
          <>
            <ShareField
              label="Brightness ±"
              share={colour.brightness}
              onChange={(brightness) => set({ brightness })}
            />
            <ShareField
              label="Contrast ±"
              share={colour.contrast}
              onChange={(contrast) => set({ contrast })}
            />
            <ShareField
              label="Saturation ±"
              share={colour.saturation}
              onChange={(saturation) => set({ saturation })}
            />
            <SmallField
              label="Hue ±"
              unit="°"
              value={Number((colour.hue * 360).toFixed(1))}
              min={0}
              max={180}
              step="any"
              onChange={(degrees) => set({ hue: degrees / 360 })}
            />
          </>
        ),
      )}
      {kind(
        'blur',
        { title: 'Soften', help: 'Blurs the picture a little, as a camera out of focus.' },
        (set) => (
          <SmallField
            label="At most"
            unit="px"
            value={blur.sigma}
            min={0}
            max={10}
            step="any"
            onChange={(sigma) => set({ sigma })}
          />
        ),
      )}
      {kind(
        'copyPaste',
        {
          title: 'Copy objects between pictures',
          help: 'Pastes objects of another picture into this one: the strongest help when pictures are few.',
        },
        (set) => (
          <SmallField
            label="At most"
            unit="objects"
            value={copyPaste.maxObjects}
            min={1}
            max={50}
            onChange={(maxObjects) => set({ maxObjects })}
          />
        ),
      )}
    </>
  )
}

interface KindFieldsProps {
  title: string
  help: string
  odds: number
  onOdds: (odds: number) => void
  children: ReactNode
}

function KindFields({ title, help, odds, onOdds, children }: KindFieldsProps) {
  const id = useId()
  return (
    <fieldset className="train-vary-kind" aria-describedby={id}>
      <legend>{title}</legend>
      <p id={id} className="train-help">
        {help}
      </p>
      <div className="train-small-row">
        <ShareField label="Of pictures" share={odds} onChange={onOdds} />
        {children}
      </div>
    </fieldset>
  )
}

interface ShareFieldProps {
  label: string
  /** 0 to 1 */
  share: number
  /** % */
  min?: number
  onChange: (share: number) => void
}

function ShareField({ label, share, min = 0, onChange }: ShareFieldProps) {
  return (
    <SmallField
      label={label}
      unit="%"
      value={Math.round(share * 100)}
      min={min}
      max={100}
      onChange={(percent) => onChange(percent / 100)}
    />
  )
}
