import { fail } from '../../domain/failure.ts'
import { SamFrame } from '../../models/sam/samFrame.ts'
import type { EngineHandler, EngineSession } from '../engineSession.ts'
import { decodeForModels, embedImage } from './embedImage.ts'
import { toSegment } from './toSegment.ts'

const DECODED = 0.05
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
        let embedded = session.embeddings.get(imageId)
        if (embedded === undefined) {
          report({ step: 'decoding', fraction: 0, found: [] })
          const image = await decodeForModels(file)
          signal.throwIfAborted()
          report({ step: 'encoding', fraction: DECODED, found: [] })
          embedded = await embedImage(session, imageId, image, {
            signal,
            onProgress: (share) => {
              const fraction = DECODED + (ENCODED - DECODED) * share
              report({ step: 'encoding', fraction, found: [] })
            },
          })
        }
        const { size, embedding } = embedded
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
