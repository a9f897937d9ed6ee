import { Range } from '../components/Range.tsx'
import { useLimn } from '../useLimn.ts'

/** Over the tools while the brush or eraser is in the hand: its size, which the wheel and brackets change too. */
export function BrushSize() {
  const isShown = useLimn(({ tool }) => tool === 'brush' || tool === 'eraser')
  const radius = useLimn((state) => state.brushRadius)
  const setBrushRadius = useLimn((state) => state.setBrushRadius)
  if (!isShown) return null
  const across = 2 * radius
  return (
    <div className="stage-brush">
      <Range
        label="Brush size"
        value={Math.log2(radius)}
        text={`${across < 10 ? across.toFixed(1) : Math.round(across)} px`}
        min={-1}
        max={Math.log2(400)}
        step={0.1}
        onChange={(value) => setBrushRadius(2 ** value)}
      />
    </div>
  )
}
