import { Toolbar } from '@base-ui/react/toolbar'
import { useStore } from 'zustand'
import type { Tool } from '../../store/state.ts'
import { Hint } from '../components/Hint.tsx'
import { Icon, type IconName } from '../components/icons.tsx'
import { useLimn, useLimnStore } from '../useLimn.ts'
import { stageCommands } from './stageCommands.ts'
import { stageView } from './stageView.ts'

const TOOLS: readonly { tool: Tool; name: string; icon: IconName; key: string; hint: string }[] = [
  {
    tool: 'select',
    name: 'Select',
    icon: 'select',
    key: 'V',
    hint: 'Click an object to select it',
  },
  {
    tool: 'include',
    name: 'Add area',
    icon: 'include',
    key: 'A',
    hint: 'Click what belongs to the object, or a new one',
  },
  {
    tool: 'exclude',
    name: 'Remove area',
    icon: 'exclude',
    key: 'X',
    hint: 'Click what does not belong to the object',
  },
  { tool: 'box', name: 'Box', icon: 'box', key: 'B', hint: 'Drag a box around an object' },
  {
    tool: 'polygon',
    name: 'Polygon',
    icon: 'polygon',
    key: 'G',
    hint: 'Click corner by corner; click the first to close',
  },
  {
    tool: 'brush',
    name: 'Brush',
    icon: 'brush',
    key: 'D',
    hint: 'Draw on the selected object, or a new one; the wheel changes the size',
  },
  {
    tool: 'eraser',
    name: 'Eraser',
    icon: 'eraser',
    key: 'R',
    hint: 'Take away from an object; the wheel changes the size',
  },
  { tool: 'pan', name: 'Pan', icon: 'pan', key: 'H', hint: 'Drag the picture, or hold Space' },
]

/** Tools and zoom, floating over the stage. */
export function StageToolbar() {
  const active = useLimn((state) => state.tool)
  const store = useLimnStore()
  return (
    <Toolbar.Root className="stage-toolbar" aria-label="Tools">
      <Toolbar.Group className="stage-toolbar-group" aria-label="Tool">
        {TOOLS.map(({ tool, name, icon, key, hint }) => (
          <Hint key={tool} text={hint} extra={key}>
            <Toolbar.Button
              className="stage-tool"
              aria-label={name}
              aria-pressed={active === tool}
              aria-keyshortcuts={key}
              onClick={() => store.getState().setTool(tool)}
            >
              <Icon name={icon} />
              <kbd className="stage-tool-key" aria-hidden="true">
                {key}
              </kbd>
            </Toolbar.Button>
          </Hint>
        ))}
      </Toolbar.Group>
      <Toolbar.Separator className="stage-toolbar-separator" />
      <ZoomGroup />
    </Toolbar.Root>
  )
}

function ZoomGroup() {
  const scale = useStore(stageView.store, ({ transform }) => transform?.scale ?? 1)
  const isFitted = useStore(stageView.store, (state) => state.isFitted)
  const percent = formatZoom(scale)
  return (
    <Toolbar.Group className="stage-toolbar-group" aria-label="Zoom">
      <Hint text="Zoom out" extra="−">
        <Toolbar.Button
          className="stage-tool stage-zoom-step"
          aria-label="Zoom out"
          onClick={() => stageCommands.zoomOut()}
        >
          <svg {...SIGN}>
            <path d="M4 10h12" />
          </svg>
        </Toolbar.Button>
      </Hint>
      <Hint text={isFitted ? 'Show at 100 %' : 'Fit to the window'} extra={isFitted ? 'Z' : '0'}>
        <Toolbar.Button
          className="stage-zoom"
          aria-label={`Zoom ${percent}, ${isFitted ? 'show at 100 %' : 'fit to the window'}`}
          onClick={() => (isFitted ? stageCommands.actualSize() : stageCommands.fit())}
        >
          {percent}
        </Toolbar.Button>
      </Hint>
      <Hint text="Zoom in" extra="+">
        <Toolbar.Button
          className="stage-tool stage-zoom-step"
          aria-label="Zoom in"
          onClick={() => stageCommands.zoomIn()}
        >
          <svg {...SIGN}>
            <path d="M4 10h12M10 4v12" />
          </svg>
        </Toolbar.Button>
      </Hint>
    </Toolbar.Group>
  )
}

const SIGN = {
  width: 20,
  height: 20,
  viewBox: '0 0 20 20',
  fill: 'none',
  stroke: 'currentColor',
  strokeWidth: 1.5,
  strokeLinecap: 'round',
  'aria-hidden': true,
} as const

/** "42 %"; one digit more where whole percents would hide a step. */
function formatZoom(scale: number): string {
  const percent = scale * 100
  return `${percent < 10 ? percent.toFixed(1) : Math.round(percent)} %`
}
