import { useMemo } from 'react'
import type { ShownObject, ShownPicture } from '../../domain/evaluation.ts'
import { useLimn } from '../useLimn.ts'

/** The objects of one side that count at the score the slider stands at, and the one to look at in any case. */
export function useCounted(
  shown: ShownPicture | null,
  side: 'truths' | 'found',
  chosen: number | null,
): readonly ShownObject[] {
  const least = useLimn((state) => state.errorThresholds.score)
  return useMemo(
    () =>
      shown?.[side].filter(
        ({ score, index }) => score === null || score >= least || index === chosen,
      ) ?? [],
    [shown, side, chosen, least],
  )
}
