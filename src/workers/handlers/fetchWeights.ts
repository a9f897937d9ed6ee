import { PartialFile } from '../../data/library/partialFile.ts'
import { fileNameOf } from '../../domain/officialWeights.ts'
import { fetchVerified, type FetchProgress } from '../../files/fetchVerified.ts'
import type { EngineHandler, EngineSession } from '../engineSession.ts'
import type { FetchWeightsProgress } from '../protocol/modelMethods.ts'
import { publicUrl } from '../publicUrl.ts'
import { requireOfficialWeights } from '../weights/readOfficialWeights.ts'
import { importCheckpoint } from './importModel.ts'

/**
 * Fetches official weights and keeps them as a model. Limn's own server is asked first, where `npm run weights` may
 * have put them. Whatever ends it early, what arrived stays for the next time, unless its checksum is wrong.
 */
export function fetchWeightsHandler(session: EngineSession): EngineHandler<'fetchWeights'> {
  return async ({ id }, { signal, report }) => {
    const offer = await requireOfficialWeights(id)
    const name = fileNameOf(offer)
    const { url, bytes, sha256 } = offer
    const partial = await PartialFile.open(name)
    try {
      const file = await fetchVerified(partial, {
        urls: [publicUrl(`weights/official/${name}`), url],
        ...{ bytes, sha256, signal },
        report: seldom((progress) => report(inWords(progress))),
      })
      const imported = await importCheckpoint(session, [{ name, file }], {
        name: offer.name,
        originOf: () => ({ kind: 'fetched', url }),
        signal,
        report: ({ text, fraction }) => report({ step: 'importing', text, fraction }),
      })
      await partial.remove()
      return imported
    } finally {
      partial.close()
    }
  }
}

/** A network hands over thousands of pieces; a bar has a few hundred places. */
function seldom(report: (progress: FetchProgress) => void): (progress: FetchProgress) => void {
  let last = ''
  return (progress) => {
    const { step, bytesDone, bytesTotal } = progress
    const place = `${step} ${Math.floor((400 * bytesDone) / bytesTotal)}`
    if (place !== last) report(progress)
    last = place
  }
}

function inWords({ step, bytesDone, bytesTotal }: FetchProgress): FetchWeightsProgress {
  return {
    step,
    text: step === 'downloading' ? 'Downloading' : 'Checking what arrived',
    fraction: bytesDone / bytesTotal,
    ...{ bytesDone, bytesTotal },
  }
}
