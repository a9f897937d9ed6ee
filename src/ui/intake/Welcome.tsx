import { useEffect, useState } from 'react'
import { Button } from '../components/Button.tsx'
import { useLimn, useLimnStore } from '../useLimn.ts'
import { pickFiles } from './pickFiles.ts'
import { fetchSamples, type Sample } from './samples.ts'
import './intake.css'

/** What a first visitor meets: one sentence, two buttons, four photos to click. */
export function Welcome() {
  const store = useLimnStore()
  return (
    <section className="welcome" aria-labelledby="welcome-title">
      <div className="welcome-zone">
        <WelcomeMark />
        <h1 id="welcome-title" className="welcome-title">
          Drop photos. Everything stays on this device.
        </h1>
        <p className="welcome-lead">
          Limn finds every object, names it and draws its outline. You can also paste a picture, or
          drop a zip.
        </p>
        <div className="welcome-buttons">
          <Button tone="primary" icon="image" onClick={() => void pickFiles(store)}>
            Pick photos
          </Button>
          <Button icon="folder" onClick={() => void pickFiles(store, { folder: true })}>
            Pick a folder
          </Button>
        </div>
      </div>
      <SamplePhotos />
    </section>
  )
}

function SamplePhotos() {
  const addSample = useLimn((state) => state.addSample)
  const [samples, setSamples] = useState<readonly Sample[]>([])
  useEffect(() => {
    const controller = new AbortController()
    void fetchSamples(import.meta.env.BASE_URL, controller.signal).then((found) => {
      if (!controller.signal.aborted) setSamples(found)
    })
    return () => controller.abort()
  }, [])

  return (
    <div className="samples" data-empty={samples.length === 0}>
      <h2 className="samples-title">Or try one of these</h2>
      <ul className="samples-list">
        {samples.map(({ file, title, credit, url }) => (
          <li key={file}>
            <button
              type="button"
              className="sample"
              title={credit}
              aria-label={`Try the sample photo: ${title}`}
              onClick={() => void addSample(file)}
            >
              <img src={url} alt="" decoding="async" />
              <span>{title}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** A picture frame with three outlined shapes: what Limn does, before any photo is there. */
function WelcomeMark() {
  return (
    <svg className="welcome-mark" viewBox="0 0 160 100" fill="none" aria-hidden="true">
      <rect x="6" y="6" width="148" height="88" rx="10" className="welcome-mark-frame" />
      <path
        d="M30 74c-7-9-4-22 6-27 8-4 12 1 20 2 9 1 13 10 9 18-4 9-12 12-20 12-6 0-11-1-15-5Z"
        className="welcome-mark-a"
      />
      <path
        d="M74 40c1-10 9-18 19-18 9 0 14 6 17 14 3 9-2 19-12 22-12 3-25-4-24-18Z"
        className="welcome-mark-b"
      />
      <path d="M102 76c3-9 10-13 19-13s17 5 17 11-6 8-17 8-21 0-19-6Z" className="welcome-mark-c" />
    </svg>
  )
}
