import { useEffect, useState } from 'react'
import type { Notice } from '../../store/state.ts'
import { Icon } from '../components/icons.tsx'
import { useLimn } from '../useLimn.ts'
import './notices.css'

const INFO_STAYS_MS = 8000

/** What happened beside the pictures. Errors stay until they are dismissed; news go by themselves unless looked at. */
export function Notices() {
  const notices = useLimn((state) => state.notices)
  return (
    <section className="notices" aria-label="Notices">
      <div aria-live="assertive">
        {notices
          .filter(({ tone }) => tone === 'error')
          .map((notice) => (
            <NoticeCard key={notice.id} notice={notice} />
          ))}
      </div>
      <div aria-live="polite">
        {notices
          .filter(({ tone }) => tone === 'info')
          .map((notice) => (
            <NoticeCard key={notice.id} notice={notice} />
          ))}
      </div>
    </section>
  )
}

function NoticeCard({ notice: { id, tone, text, remedy } }: { notice: Notice }) {
  const dismiss = useLimn((state) => state.dismissNotice)
  const [isHeld, setIsHeld] = useState(false)
  useEffect(() => {
    if (tone === 'error' || isHeld) return
    const timer = setTimeout(() => dismiss(id), INFO_STAYS_MS)
    return () => clearTimeout(timer)
  }, [id, tone, isHeld, dismiss])

  return (
    <div
      className={`notice notice-${tone}`}
      onPointerEnter={() => setIsHeld(true)}
      onPointerLeave={() => setIsHeld(false)}
      onFocus={() => setIsHeld(true)}
      onBlur={() => setIsHeld(false)}
    >
      <Icon name="alert" />
      <p>
        <strong>{text}</strong> {remedy}
      </p>
      <button
        type="button"
        className="icon-button icon-button-s"
        aria-label="Dismiss this notice"
        onClick={() => dismiss(id)}
      >
        <Icon name="close" size={16} />
      </button>
    </div>
  )
}
