import { useState } from 'react'
import type { OfficialWeights } from '../../domain/officialWeights.ts'
import { Button } from '../components/Button.tsx'
import { Icon } from '../components/icons.tsx'
import { ProgressBar } from '../components/Progress.tsx'
import { useLimn, useLimnStore } from '../useLimn.ts'
import { BuiltInCard } from './BuiltInCard.tsx'
import { NewModelDialog } from './edit/NewModelDialog.tsx'
import { ModelCard } from './ModelCard.tsx'
import { takeModelFiles } from './modelFiles.ts'
import { OfficialWeightsCard } from './OfficialWeightsCard.tsx'
import { pickModelFiles } from './pickModelFiles.ts'

/** All models as cards, and the way to bring one in. */
export function ModelShelf() {
  const models = useLimn((state) => state.models)
  const builtIn = useLimn((state) => state.builtInModels)
  return (
    <div className="models-shelf">
      <header>
        <h1 className="models-title">Models</h1>
        <p className="models-lead">
          What finds the objects. Bring a model of your own; it stays on this device.
        </p>
      </header>
      <Deleted />
      <Aside />
      <BringModel />
      {models !== null && models.length > 0 && (
        <section aria-labelledby="models-own">
          <h2 id="models-own" className="models-heading">
            On this device
          </h2>
          <ul className="models-cards">
            {models.map((model) => (
              <ModelCard key={model.id} model={model} />
            ))}
          </ul>
        </section>
      )}
      <OfficialShelf />
      {builtIn.length > 0 && (
        <section aria-labelledby="models-built-in">
          <h2 id="models-built-in" className="models-heading">
            Built in
          </h2>
          <ul className="models-cards">
            {builtIn.map((card) => (
              <BuiltInCard key={card.id} card={card} />
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}

/** Nothing here asks another server before a button is pressed. */
function OfficialShelf() {
  const offers = useLimn((state) => state.officialWeights)
  if (offers === null || offers.length === 0) return null
  return (
    <section aria-labelledby="models-official">
      <h2 id="models-official" className="models-heading">
        Official weights
      </h2>
      <p className="models-note">
        Trained by torchvision and published at {hostsOf(offers)}. Your browser fetches them from
        there when you ask for it, checks them against their SHA-256, and keeps them on this device.
      </p>
      <ul className="models-cards">
        {offers.map((offer) => (
          <OfficialWeightsCard key={offer.id} offer={offer} />
        ))}
      </ul>
    </section>
  )
}

function hostsOf(offers: readonly OfficialWeights[]): string {
  return [...new Set(offers.map(({ url }) => new URL(url).host))].join(', ')
}

function BringModel() {
  const store = useLimnStore()
  const job = useLimn((state) => state.modelJob)
  const cancel = useLimn((state) => state.cancelModelJob)
  const [isBeginning, setIsBeginning] = useState(false)
  return (
    <section className="models-bring" aria-labelledby="models-bring">
      <h2 id="models-bring" className="models-bring-title">
        Bring a model
      </h2>
      <p className="models-bring-lead">
        Drop a PyTorch file (.pth, .pt) or a .safetensors of a Mask R-CNN, FCN or U-Net; a model in
        shards together with its index. Nothing in a file is ever run. Or begin a new one and choose
        its layers.
      </p>
      {job === null ? (
        <div className="models-bring-ways">
          <Button
            tone="primary"
            icon="add"
            onClick={() => void pickModelFiles().then((files) => takeModelFiles(store, files))}
          >
            Choose a file
          </Button>
          <Button icon="models" onClick={() => setIsBeginning(true)}>
            New model
          </Button>
        </div>
      ) : (
        <div className="models-job" role="status">
          <span>{job.text}</span>
          <ProgressBar label={job.text} fraction={job.fraction} />
          <Button onClick={cancel}>Cancel</Button>
        </div>
      )}
      {isBeginning && <NewModelDialog onClose={() => setIsBeginning(false)} />}
      <Refusals />
      <LeftOut />
    </section>
  )
}

function Refusals() {
  const refusals = useLimn((state) => state.modelRefusals)
  const dismiss = useLimn((state) => state.dismissModelRefusals)
  return (
    <div aria-live="assertive">
      {refusals.length > 0 && (
        <div className="models-refusal">
          <Icon name="alert" />
          <div>
            {refusals.map(({ message, remedy }) => (
              <p key={message}>
                <strong>{message}</strong> {remedy}
              </p>
            ))}
          </div>
          <button
            type="button"
            className="icon-button icon-button-s"
            aria-label={refusals.length === 1 ? 'Dismiss this message' : 'Dismiss these messages'}
            onClick={dismiss}
          >
            <Icon name="close" size={16} />
          </button>
        </div>
      )}
    </div>
  )
}

/** Tensors of the last import that the model has no place for. */
function LeftOut() {
  const names = useLimn((state) => state.modelFit?.fit.unexpected)
  if (names === undefined || names.length === 0) return null
  return (
    <details className="models-left-out">
      <summary>
        {names.length === 1 ? '1 tensor' : `${names.length} tensors`} of the file belong to no part
        of the model and were left out
      </summary>
      <ul>
        {names.map((name) => (
          <li key={name}>
            <code>{name}</code>
          </li>
        ))}
      </ul>
    </details>
  )
}

/** Edits that were left without saving. */
function Aside() {
  const aside = useLimn((state) => state.asideEditor)
  const resume = useLimn((state) => state.resumeEditor)
  const forget = useLimn((state) => state.forgetAside)
  return (
    <div aria-live="polite">
      {aside !== null && (
        <div className="models-deleted">
          <span>“{aside.name ?? 'A model'}” is not saved; its edits are put aside.</span>
          <span className="models-bring-ways">
            <Button tone="primary" onClick={() => void resume()}>
              Go on editing
            </Button>
            <Button tone="quiet" onClick={forget}>
              Drop the edits
            </Button>
          </span>
        </div>
      )}
    </div>
  )
}

function Deleted() {
  const deleted = useLimn((state) => state.deletedModel)
  const undo = useLimn((state) => state.undoDeleteModel)
  return (
    <div aria-live="polite">
      {deleted !== null && (
        <div className="models-deleted">
          <span>“{deleted.name}” is deleted.</span>
          <Button icon="undo" onClick={() => void undo()}>
            Undo
          </Button>
        </div>
      )}
    </div>
  )
}
