import { useEffect } from 'react'
import { useLimn } from '../useLimn.ts'
import { RunDashboard } from './RunDashboard.tsx'
import { RunShelf } from './RunShelf.tsx'
import { SetupPanel } from './SetupPanel.tsx'
import './train.css'

/** Where a model learns: what it learns from on the left, how it goes in the middle, earlier runs below. */
export function TrainPlace() {
  const openTraining = useLimn((state) => state.openTraining)
  const hasBackend = useLimn(({ engineInfo }) => engineInfo !== null)
  useEffect(() => {
    if (hasBackend) void openTraining()
  }, [hasBackend, openTraining])
  return (
    <main className="train">
      <h1 className="visually-hidden">Train</h1>
      <SetupPanel />
      <div className="train-main">
        <RunDashboard />
        <RunShelf />
      </div>
    </main>
  )
}
