/** Small own icons: 20 px grid, 1.5 px round strokes, current colour. Decorative: the control around them has the name. */
const PATHS = {
  add: 'M10 4v12M4 10h12',
  alert: 'M10 6.5v4.5M10 13.6v.1M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14Z',
  box: 'M4 7V5.5A1.5 1.5 0 0 1 5.5 4H7M13 4h1.5A1.5 1.5 0 0 1 16 5.5V7M16 13v1.5a1.5 1.5 0 0 1-1.5 1.5H13M7 16H5.5A1.5 1.5 0 0 1 4 14.5V13',
  check: 'm4.5 10.5 3.5 3.5 7.5-8',
  chevron: 'm8 6 4 4-4 4',
  clock: 'M10 6v4l2.5 2M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14Z',
  close: 'm5.5 5.5 9 9M14.5 5.5l-9 9',
  cutOut:
    'M7.2 7.4 16 14.5M7.2 12.6 16 5.5M5.5 8.5a2.25 2.25 0 1 0 0-4.5 2.25 2.25 0 0 0 0 4.5ZM5.5 16a2.25 2.25 0 1 0 0-4.5 2.25 2.25 0 0 0 0 4.5Z',
  everything:
    'M3.5 6.5a2 2 0 0 1 2-2h3v5h-5v-3ZM11.5 4.5h3a2 2 0 0 1 2 2v5h-5v-7ZM3.5 12.5h5v3h-3a2 2 0 0 1-2-2v-1ZM11.5 14.5h5a2 2 0 0 1-2 1h-3v-1Z',
  exclude: 'M6.5 10h7M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14Z',
  export:
    'M10 12.5v-9M6.5 6.5 10 3l3.5 3.5M4 11.5v3A1.5 1.5 0 0 0 5.5 16h9a1.5 1.5 0 0 0 1.5-1.5v-3',
  eye: 'M2.5 10S5 5 10 5s7.5 5 7.5 5-2.5 5-7.5 5-7.5-5-7.5-5ZM10 12.25a2.25 2.25 0 1 0 0-4.5 2.25 2.25 0 0 0 0 4.5Z',
  eyeOff:
    'm3.5 3.5 13 13M8 5.3A7.6 7.6 0 0 1 10 5c5 0 7.5 5 7.5 5a13 13 0 0 1-2.3 2.9M12.2 14.6a7 7 0 0 1-2.2.4c-5 0-7.5-5-7.5-5a13 13 0 0 1 3.2-3.7',
  folder:
    'M3 6a1.5 1.5 0 0 1 1.5-1.5h3.2l1.8 2h6A1.5 1.5 0 0 1 17 8v6a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 3 14V6Z',
  image:
    'M4.5 3.5h11A1.5 1.5 0 0 1 17 5v10a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 3 15V5a1.5 1.5 0 0 1 1.5-1.5ZM3 13.5l3.5-3.5 3 3 3-3 4.5 4.5M7 8.2a1 1 0 1 0 0-2 1 1 0 0 0 0 2Z',
  include: 'M10 6.5v7M6.5 10h7M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14Z',
  keyboard:
    'M4 5.5h12A1.5 1.5 0 0 1 17.5 7v6a1.5 1.5 0 0 1-1.5 1.5H4A1.5 1.5 0 0 1 2.5 13V7A1.5 1.5 0 0 1 4 5.5ZM7 11.8h6M5.5 8.5h.1M8.5 8.5h.1M11.5 8.5h.1M14.4 8.5h.1',
  list: 'M8 5.5h8.5M8 10h8.5M8 14.5h8.5M4 5.5h.1M4 10h.1M4 14.5h.1',
  merge: 'M8 4.5a4 4 0 1 0 2.7 7M12 15.5a4 4 0 1 0-2.7-7',
  moon: 'M16 11.8A6.5 6.5 0 0 1 8.2 4a6.5 6.5 0 1 0 7.8 7.8Z',
  only: 'M10 3v2.5M10 14.5V17M3 10h2.5M14.5 10H17M10 12.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z',
  pan: 'M6.5 10.5V6a1.1 1.1 0 0 1 2.2 0v3.5V4.6a1.1 1.1 0 0 1 2.2 0v4.9V5.6a1.1 1.1 0 0 1 2.2 0v4.7V7.6a1.1 1.1 0 0 1 2.2 0v4.2a4.9 4.9 0 0 1-4.9 4.9c-2 0-3.2-.8-4.2-2.3l-2.4-3.8a1.15 1.15 0 0 1 1.9-1.2l.8 1.1Z',
  question:
    'M8 8.2a2.1 2.1 0 1 1 2.9 1.9c-.6.3-.9.7-.9 1.4M10 13.8v.1M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14Z',
  redo: 'M13 4.5 16 7.5l-3 3M15.5 7.5H8.5a4 4 0 0 0 0 8H11',
  remove: 'M4.5 6h11M8 6V4.5h4V6M6 6l.7 9a1.2 1.2 0 0 0 1.2 1h4.2a1.2 1.2 0 0 0 1.2-1L14 6',
  retry: 'M15.5 5v3.5H12M15.3 8.5a6 6 0 1 0 .4 3.5',
  select: 'm5 3.5 3.8 12 2.2-5 5-2.2L5 3.5Z',
  stop: 'M6.5 5.5h7a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1h-7a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1Z',
  sun: 'M10 13.25a3.25 3.25 0 1 0 0-6.5 3.25 3.25 0 0 0 0 6.5ZM10 2.5v1.3M10 16.2v1.3M2.5 10h1.3M16.2 10h1.3M4.7 4.7l.9.9M14.4 14.4l.9.9M15.3 4.7l-.9.9M5.6 14.4l-.9.9',
  system:
    'M4.5 4h11A1.5 1.5 0 0 1 17 5.5v6a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 3 11.5v-6A1.5 1.5 0 0 1 4.5 4ZM7.5 16h5M10 13v3',
  undo: 'M7 4.5 4 7.5l3 3M4.5 7.5h7a4 4 0 0 1 0 8H9',
} as const

export type IconName = keyof typeof PATHS

export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg
      className="icon"
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  )
}

/** The mark of Limn: a shape, its outline and the click that asked for it. */
export function Logo({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" fill="none" aria-hidden="true">
      <path
        d="M11.2 5.4c4.2-2.3 9.3-.9 11.6 2.3 1.7 2.3.9 4.1 2.3 6.4 1.9 3.1 3 6.3.6 9.4-2.7 3.5-8.2 4.3-12.7 3-5-1.4-8.8-5.3-8.9-10.4-.1-4.5 3.1-8.5 7.1-10.7Z"
        fill="var(--accent-soft)"
        stroke="var(--accent-text)"
        strokeWidth="2.2"
        strokeLinejoin="round"
      />
      <circle cx="14.5" cy="16.5" r="2.6" fill="var(--accent-text)" />
    </svg>
  )
}
