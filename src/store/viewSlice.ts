import { newId, type Get, type Set } from './deps.ts'
import { readSettings } from './settings.ts'
import type { ViewActions, ViewState } from './state.ts'

export function createViewSlice(set: Set, get: Get): ViewState & ViewActions {
  const settings = readSettings()
  return {
    place: 'segment',
    tool: 'select',
    filter: settings.filter,
    display: settings.display,
    hiddenLabels: [],
    isolatedLabel: null,
    labelForNew: 'object',
    theme: settings.theme,
    dialog: null,
    notices: [],

    setPlace: (place) => set({ place }),
    setTool: (tool) => set({ tool }),
    setFilter: (change) => set({ filter: { ...get().filter, ...change } }),
    setDisplay: (change) => set({ display: { ...get().display, ...change } }),
    toggleLabel: (label) => {
      const { hiddenLabels } = get()
      set({
        isolatedLabel: null,
        hiddenLabels: hiddenLabels.includes(label)
          ? hiddenLabels.filter((hidden) => hidden !== label)
          : [...hiddenLabels, label],
      })
    },
    isolateLabel: (label) => set({ isolatedLabel: label }),
    setLabelForNew: (label) => set({ labelForNew: label }),
    setTheme: (theme) => set({ theme }),
    openDialog: (dialog) => set({ dialog }),
    notify: (notice) => {
      // The same sentence twice is one notice: a folder of broken files must not bury the page.
      const others = get().notices.filter(({ text }) => text !== notice.text)
      set({ notices: [...others, { ...notice, id: newId() }].slice(-5) })
    },
    dismissNotice: (id) => set({ notices: get().notices.filter((notice) => notice.id !== id) }),
  }
}
