import { useId } from 'react'
import { isUnderPrefix } from '../../../domain/frozenLayers.ts'
import { useLimn } from '../../useLimn.ts'

const BY_HAND = 'by-hand'

/** Freezes the body from the picture up, as torchvision's trainable_backbone_layers does from the other end. */
export function StageFreezer() {
  const id = useId()
  const stages = useLimn(({ editor }) => editor?.draft?.stages)
  const layers = useLimn(({ editor }) => editor?.planAfter?.layers)
  const frozen = useLimn(({ editor }) => editor?.frozen)
  const freeze = useLimn((state) => state.freezeStages)
  if (stages === undefined || layers === undefined) return null
  const states = stages.map(({ prefixes }) => {
    const own = layers.filter(({ name }) => isUnderPrefix(name, prefixes))
    const held = own.filter(({ name }) => isUnderPrefix(name, frozen ?? []))
    return held.length === 0 ? 'learns' : held.length === own.length ? 'frozen' : 'partly'
  })
  const firstThawed = states.findIndex((state) => state !== 'frozen')
  const count = firstThawed < 0 ? states.length : firstThawed
  const isByHand = states.slice(count).some((state) => state !== 'learns')
  return (
    <div className="editor-field editor-field-wide">
      <label htmlFor={id}>Frozen stages of the body</label>
      <select
        id={id}
        aria-describedby={`${id}-help`}
        value={isByHand ? BY_HAND : String(count)}
        onChange={({ target }) => {
          if (target.value !== BY_HAND) freeze(Number(target.value))
        }}
      >
        {isByHand && <option value={BY_HAND}>As set in the tree below</option>}
        <option value="0">None: all of it learns</option>
        {stages.map(({ title }, i) => (
          <option key={title} value={i + 1}>
            {i === stages.length - 1
              ? 'All of it'
              : i === 0
                ? title
                : `Up to ${title.toLowerCase()}`}
          </option>
        ))}
      </select>
      <p id={`${id}-help`} className="editor-help">
        What the body knows of edges and textures often serves another task as it is; single layers
        are frozen in the tree below.
      </p>
    </div>
  )
}
