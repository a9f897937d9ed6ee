import { useMemo, useState } from 'react'
import { imageColours } from '../../store/imageColours.ts'
import { filteredInstances } from '../../store/selectors.ts'
import { groupByClass } from '../classGroups.ts'
import { Button } from '../components/Button.tsx'
import { formatNumberOf } from '../format.ts'
import { useLimn } from '../useLimn.ts'
import { ClassRow } from './ClassRow.tsx'

/** The classes of the picture with colour and count, to show, hide or look at alone. */
export function ClassList() {
  const instances = useLimn((state) => filteredInstances(state, state.currentImageId))
  const groups = useMemo(() => groupByClass(instances), [instances])
  const colours = useLimn((state) => imageColours(state, state.currentImageId))
  const [expanded, setExpanded] = useState<readonly string[]>([])
  const toggle = (label: string): void =>
    setExpanded((open) =>
      open.includes(label) ? open.filter((other) => other !== label) : [...open, label],
    )

  return (
    <section className="panel" aria-labelledby="classes-title">
      <div className="panel-row">
        <h2 id="classes-title" className="panel-title">
          Classes
        </h2>
        <ShowAll />
      </div>
      {groups.length === 0 ? (
        <NothingHere />
      ) : (
        <ul className="classes">
          {groups.map((group, index) => (
            <ClassRow
              key={group.label}
              group={group}
              colour={colours[group.label] ?? ''}
              digit={index < 9 ? index + 1 : null}
              isExpanded={expanded.includes(group.label)}
              onToggleExpanded={() => toggle(group.label)}
            />
          ))}
        </ul>
      )}
    </section>
  )
}

function ShowAll() {
  const isolated = useLimn((state) => state.isolatedLabel)
  const hidden = useLimn((state) => state.hiddenLabels)
  const isolateLabel = useLimn((state) => state.isolateLabel)
  const toggleLabel = useLimn((state) => state.toggleLabel)
  if (isolated === null && hidden.length === 0) return null
  const showAll = (): void => {
    for (const label of hidden) toggleLabel(label)
    isolateLabel(null)
  }
  return (
    <Button tone="quiet" className="button-small" onClick={showAll}>
      Show all
    </Button>
  )
}

/** Says why the list is empty and what would fill it. */
function NothingHere() {
  const status = useLimn((state) =>
    state.currentImageId === null ? undefined : state.images[state.currentImageId]?.status.kind,
  )
  const candidates = useLimn((state) =>
    state.currentImageId === null ? 0 : (state.instances[state.currentImageId]?.length ?? 0),
  )
  if (candidates > 0) {
    return (
      <p className="panel-note">
        {formatNumberOf(candidates, 'less certain find')} below the score. Move “Score at least” to
        the left to see more.
      </p>
    )
  }
  if (status === 'failed' || status === 'cancelled')
    return <p className="panel-note">Nothing was found before it stopped.</p>
  if (status !== 'done') return <p className="panel-note">Objects appear here as they are found.</p>
  return (
    <p className="panel-note">
      No object of the 80 known classes was found. Click one with the Add area tool (A), or segment
      everything.
    </p>
  )
}
