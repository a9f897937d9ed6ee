import { fail } from '../../domain/failure.ts'
import { SamFrame } from '../../models/sam/samFrame.ts'
import type { EngineHandler, EngineSession } from '../engineSession.ts'
import { embedImage } from './embedImage.ts'
import { toSegment } from './toSegment.ts'

const ENCODED = 0.9

/** One mask for clicks and/or a box; it goes ahead of pictures that wait. */
export function promptHandler(session: EngineSession): EngineHandler<'prompt'> {
  return ({ imageId, file, prompt, refines }, { signal, report }) => {
    if (prompt.points.length === 0 && prompt.box === null) {
      return fail('bad-request', 'Nothing was pointed at.', 'Click on the object or draw a box.')
    }
    return session.queue.run(
      async () => {
        const { sam } = session.requireModels()
        const { size, embedding } = await embedImage(
          session,
          { imageId, file },
          { signal, report, endsAt: ENCODED },
        )
        report({ step: 'masking', fraction: ENCODED, found: [] })
        const frame = new SamFrame(size)
        const previousLogits = refines === null ? undefined : session.findLogits(imageId, refines)
        const networkPrompt = {
          points: prompt.points.map((point) => frame.toNetworkPoint(point)),
          ...(prompt.box !== null && { box: frame.toNetworkBox(prompt.box) }),
          ...(previousLogits !== undefined && { previousLogits }),
        }
        const [masks] = await session
          .requireBackend()
          .guard(() => sam.decode(embedding, [networkPrompt], { signal }))
        const [candidate] = masks ?? []
        return (
          (candidate === undefined ? null : toSegment(session, imageId, size, candidate)) ??
          fail('bad-request', 'Nothing stands out there.', 'Click elsewhere, or draw a box.')
        )
      },
      { signal, urgent: true },
    )
  }
}
