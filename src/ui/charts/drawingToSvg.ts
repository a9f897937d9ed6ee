import {
  CHART_FONT,
  TEXT_SIZE,
  type ChartDrawing,
  type ChartMark,
  type ColourOf,
} from './chartDrawing.ts'

/** A chart as a file that stands by itself: colours and fonts written out, on an opaque ground. */
export function drawingToSvg(
  { width, height, marks }: ChartDrawing,
  { title, colourOf }: { readonly title: string; readonly colourOf: ColourOf },
): string {
  const body = marks.map((mark) => markToSvg(mark, colourOf(mark.ink))).join('\n')
  return `<svg xmlns="http://www.w3.org/2000/svg" role="img" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${CHART_FONT.replaceAll('"', "'")}">
<title>${escapeXml(title)}</title>
<rect width="100%" height="100%" fill="${escapeXml(colourOf('--surface-raised'))}"/>
${body}
</svg>
`
}

function markToSvg(mark: ChartMark, colour: string): string {
  const ink = escapeXml(colour)
  switch (mark.kind) {
    case 'line': {
      const dash = mark.dash === undefined ? '' : ` stroke-dasharray="${mark.dash.join(' ')}"`
      return `<path d="${pathOf(mark.points)}" fill="none" stroke="${ink}" stroke-width="${mark.width}" stroke-linejoin="round"${opacity(mark.opacity)}${dash}/>`
    }
    case 'area':
      return `<path d="${pathOf(mark.points)}Z" fill="${ink}"${opacity(mark.opacity)}/>`
    case 'rect':
      return `<rect x="${short(mark.x)}" y="${short(mark.y)}" width="${short(mark.width)}" height="${short(mark.height)}" rx="${mark.radius ?? 0}" fill="${ink}"${opacity(mark.opacity)}/>`
    case 'dot':
      return `<circle cx="${short(mark.x)}" cy="${short(mark.y)}" r="${mark.radius}" fill="${ink}"/>`
    case 'text': {
      const place = `${short(mark.x)} ${short(mark.y)}`
      const turn = mark.isTurned === true ? ' rotate(-90)' : ''
      const weight = mark.isBold === true ? ' font-weight="600"' : ''
      return `<text transform="translate(${place})${turn}" font-size="${mark.size ?? TEXT_SIZE}"${weight} text-anchor="${mark.align}" dominant-baseline="central" fill="${ink}">${escapeXml(mark.text)}</text>`
    }
  }
}

function pathOf(points: ArrayLike<number>): string {
  const steps: string[] = []
  let isBroken = true
  for (let i = 0; i < points.length; i += 2) {
    const y = points[i + 1] ?? NaN
    if (Number.isNaN(y)) {
      isBroken = true
      continue
    }
    steps.push(`${isBroken ? 'M' : 'L'}${short(points[i] ?? 0)} ${short(y)}`)
    isBroken = false
  }
  return steps.join('')
}

/** A hundredth of a pixel is finer than anyone sees. */
function short(value: number): number {
  return Math.round(value * 100) / 100
}

function opacity(value: number | undefined): string {
  return value === undefined || value === 1 ? '' : ` opacity="${value}"`
}

export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
