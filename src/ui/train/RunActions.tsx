import type { RunRecord } from '../../domain/training/trainingRun.ts'
import type { LiveRun } from '../../store/trainState.ts'
import { Button } from '../components/Button.tsx'
import { downloadFile } from '../export/downloadFile.ts'
import { useLimn } from '../useLimn.ts'
import { rateText } from './runText.ts'

interface RunActionsProps {
  id: string
  live: LiveRun | null
  record: RunRecord | null
}

/** The hand on a run: pause, stop, slow down, go on, take away. */
export function RunActions({ id, live, record }: RunActionsProps) {
  const exportRun = useLimn((state) => state.exportRun)
  const segmentWithRun = useLimn((state) => state.segmentWithRun)
  const resumeRun = useLimn((state) => state.resumeRun)
  const isBusy = useLimn(({ liveRun }) => liveRun !== null)
  const save = async (format: Parameters<typeof exportRun>[1]) => {
    const made = await exportRun(id, format)
    if (made !== null) downloadFile(made)
  }
  if (live !== null) return <LiveActions live={live} />
  if (record === null) return null
  const canGoOn = record.status !== 'done' && record.step < record.request.settings.steps
  return (
    <div className="train-actions">
      {canGoOn && (
        <Button tone="primary" disabled={isBusy} onClick={() => void resumeRun(id)}>
          Go on
        </Button>
      )}
      {record.best !== null && (
        <Button
          tone={canGoOn ? 'plain' : 'primary'}
          icon="segment"
          onClick={() => void segmentWithRun(id)}
        >
          Segment with it
        </Button>
      )}
      <Button icon="export" onClick={() => void save('csv')}>
        CSV
      </Button>
      <Button icon="export" onClick={() => void save('json')}>
        JSON
      </Button>
      {record.best !== null && (
        <>
          <Button
            icon="export"
            title="The best weights with the record of the run"
            onClick={() => void save('safetensors')}
          >
            safetensors
          </Button>
          <Button
            icon="export"
            title="The best weights for torch.load, with the record of the run"
            onClick={() => void save('pytorch')}
          >
            PyTorch
          </Button>
        </>
      )}
    </div>
  )
}

function LiveActions({ live }: { live: LiveRun }) {
  const pauseRun = useLimn((state) => state.pauseRun)
  const continueRun = useLimn((state) => state.continueRun)
  const stopRun = useLimn((state) => state.stopRun)
  const scaleLearningRate = useLimn((state) => state.scaleLearningRate)
  const { phase, learningRateScale: scale } = live
  const isWaiting = phase === 'starting' || phase === 'stopping'
  return (
    <div className="train-actions">
      <span className="train-rate">
        <Button
          aria-label="Halve the learning rate"
          disabled={isWaiting}
          onClick={() => void scaleLearningRate(scale / 2)}
        >
          ½
        </Button>
        <span>learning rate × {rateText(scale)}</span>
        <Button
          aria-label="Double the learning rate"
          disabled={isWaiting}
          onClick={() => void scaleLearningRate(scale * 2)}
        >
          ×2
        </Button>
      </span>
      {phase === 'paused' ? (
        <Button tone="primary" onClick={() => void continueRun()}>
          Go on
        </Button>
      ) : (
        <Button disabled={isWaiting} onClick={() => void pauseRun()}>
          Pause
        </Button>
      )}
      <Button
        tone="danger"
        icon="stop"
        disabled={phase === 'stopping'}
        onClick={() => void stopRun()}
      >
        Stop
      </Button>
    </div>
  )
}
