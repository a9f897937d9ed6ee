import type { OfferedWeights } from '../../domain/officialWeights.ts'
import { Button } from '../components/Button.tsx'
import { Icon } from '../components/icons.tsx'
import { ProgressBar } from '../components/Progress.tsx'
import { Term } from '../components/Term.tsx'
import { formatBytes, formatBytesOf, formatNumberOf, formatRemaining } from '../format.ts'
import { useLimn } from '../useLimn.ts'
import { formatParameters } from './modelWords.ts'

const MAP =
  'Mean average precision, in per cent: how completely and how surely a model finds the objects of test pictures.'

/** Weights that torchvision publishes: what they are, and the button that fetches them. */
export function OfficialWeightsCard({ offer }: { offer: OfferedWeights }) {
  const { id, name, summary, url, bytes, parameters, classes, boxAp, maskAp, licence } = offer
  const isHere = useLimn(({ models }) =>
    (models ?? []).some(({ origin }) => origin.kind === 'fetched' && origin.url === url),
  )
  const isFetched = useLimn(({ weightsJob }) => weightsJob?.id === id)
  return (
    <li className="models-card">
      <h3 className="models-card-name">{name}</h3>
      <p className="models-card-facts">
        {formatNumberOf(classes, 'class', 'classes')} · {formatParameters(parameters)} parameters ·{' '}
        {formatBytes(bytes)} · {licence}
      </p>
      <p className="models-card-summary">{summary}</p>
      <p className="models-card-facts">
        <Term meaning={MAP}>mAP</Term> on COCO, as published: boxes {boxAp.toFixed(1)}, masks{' '}
        {maskAp.toFixed(1)}
      </p>
      <div className="models-card-actions">
        {isHere ? (
          <span className="models-in-use">
            <Icon name="check" size={16} /> On this device
          </span>
        ) : isFetched ? (
          <FetchProgress />
        ) : (
          <FetchButtons offer={offer} />
        )}
      </div>
      <FetchFailure id={id} url={url} />
    </li>
  )
}

function FetchButtons({ offer }: { offer: OfferedWeights }) {
  const fetchWeights = useLimn((state) => state.fetchWeights)
  const forgetWeights = useLimn((state) => state.forgetWeights)
  const isBusy = useLimn((state) => state.weightsJob !== null)
  const { id, name, bytes, bytesHere } = offer
  const isBegun = bytesHere > 0
  return (
    <>
      <Button
        tone="primary"
        icon="download"
        disabled={isBusy}
        onClick={() => void fetchWeights(id)}
      >
        {isBegun ? 'Go on' : `Get it, ${formatBytes(bytes)}`}
        <span className="visually-hidden">: {name}</span>
      </Button>
      {isBegun && (
        <>
          <Button disabled={isBusy} onClick={() => void forgetWeights(id)}>
            Throw away
          </Button>
          <span className="models-note">{formatBytesOf(bytesHere, bytes)} are here</span>
        </>
      )}
    </>
  )
}

function FetchProgress() {
  const job = useLimn((state) => state.weightsJob)
  const cancel = useLimn((state) => state.cancelWeights)
  if (job === null) return null
  const { text, fraction, bytesDone, bytesTotal, remainingMs } = job
  const hasBytes = bytesDone !== undefined && bytesTotal !== undefined
  return (
    <div className="models-fetch">
      <div className="models-fetch-words">
        <span role="status">{text}</span>
        <span className="models-note">
          {hasBytes && formatBytesOf(bytesDone, bytesTotal)}
          {remainingMs !== null && ` · ${formatRemaining(remainingMs)}`}
        </span>
        <Button onClick={cancel}>Cancel</Button>
      </div>
      <ProgressBar label={text} fraction={fraction} />
    </div>
  )
}

function FetchFailure({ id, url }: { id: string; url: string }) {
  const failure = useLimn(({ weightsFailure }) =>
    weightsFailure?.id === id ? weightsFailure.failure : null,
  )
  return (
    <div aria-live="assertive">
      {failure !== null && (
        <div className="models-refusal">
          <Icon name="alert" />
          <p>
            <strong>{failure.message}</strong> {failure.remedy}{' '}
            <a href={url} target="_blank" rel="noreferrer">
              {url}
            </a>
          </p>
        </div>
      )}
    </div>
  )
}
