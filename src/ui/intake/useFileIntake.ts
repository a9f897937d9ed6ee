import { useEffect, useState } from 'react'
import { formatCount } from '../format.ts'
import { areModelFiles, isModelFile, isModelIndex, takeModelFiles } from '../models/modelFiles.ts'
import { placeOf } from '../places.ts'
import { useLimnStore } from '../useLimn.ts'
import { NO_PICTURES_IN_FOLDER } from './pictureFiles.ts'
import { readDroppedFiles, readDroppedTree } from './readDroppedFiles.ts'

function carriesFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false
}

function isTextField(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, [contenteditable]') !== null
}

/** A pasted screenshot is always called "image.png": the time tells them apart. */
function namePasted(file: File): File {
  if (!/^image\.\w+$/.test(file.name)) return file
  const time = new Date().toTimeString().slice(0, 8).replaceAll(':', '.')
  const extension = file.name.split('.').at(-1) ?? 'png'
  return new File([file], `Pasted at ${time}.${extension}`, { type: file.type })
}

/** Takes drops and pastes anywhere in the window. Tells whether files are being dragged over it. */
export function useFileIntake(): boolean {
  const store = useLimnStore()
  const [isDragging, setIsDragging] = useState(false)

  useEffect(() => {
    /** Enter and leave come for every element on the way; the window is left when they balance. */
    let depth = 0
    const onEnter = (event: DragEvent): void => {
      if (!carriesFiles(event)) return
      depth += 1
      setIsDragging(true)
    }
    const onLeave = (event: DragEvent): void => {
      if (!carriesFiles(event)) return
      depth = Math.max(0, depth - 1)
      if (depth === 0) setIsDragging(false)
    }
    const onOver = (event: DragEvent): void => {
      if (!carriesFiles(event)) return
      event.preventDefault()
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'copy'
    }
    const onDrop = (event: DragEvent): void => {
      depth = 0
      setIsDragging(false)
      if (event.dataTransfer === null || !carriesFiles(event)) return
      event.preventDefault()
      void takeDrop(event.dataTransfer)
    }
    /** Weights are a model wherever they fall. Else the place one is in may want the files, or they are pictures. */
    function takeFiles(files: readonly File[]): void {
      const { place, addFiles, setPlace } = store.getState()
      if (files.some(isModelFile)) {
        setPlace('models')
        const weights = files.some(isModelIndex) ? files : files.filter(isModelFile)
        takeModelFiles(store, weights)
        const others = files.filter((file) => !weights.includes(file))
        if (others.length > 0) addFiles(others)
        return
      }
      const take = placeOf(place)?.takeFiles
      if (take !== undefined) {
        take(store, files)
        return
      }
      setPlace('segment')
      addFiles(files)
    }
    async function takeDrop(transfer: DataTransfer): Promise<void> {
      const { notify } = store.getState()
      try {
        const takeTree = placeOf(store.getState().place)?.takeTree
        if (takeTree !== undefined) {
          const tree = await readDroppedTree(transfer)
          const loose = tree.map(({ file }) => file)
          if (areModelFiles(loose)) takeFiles(loose)
          else takeTree(store, tree)
          return
        }
        const { files, hadFolders } = await readDroppedFiles(transfer)
        if (files.length > 0) takeFiles(files)
        else if (hadFolders) notify(NO_PICTURES_IN_FOLDER)
      } catch (thrown) {
        const detail = thrown instanceof Error ? thrown.message : String(thrown)
        notify({
          tone: 'error',
          text: `The dropped folder could not be read (${detail}).`,
          remedy: 'Pick the folder with “Pick a folder” instead.',
        })
      }
    }
    const onPaste = (event: ClipboardEvent): void => {
      if (isTextField(event.target) || event.clipboardData === null) return
      const files = [...event.clipboardData.files].map(namePasted)
      if (files.length > 0) {
        event.preventDefault()
        takeFiles(files)
        return
      }
      const length = event.clipboardData.getData('text').length
      store.getState().notify({
        tone: 'info',
        text:
          length > 0
            ? `The clipboard holds text (${formatCount(length)} characters), not a picture.`
            : 'The clipboard holds no picture.',
        remedy: 'Copy a picture or a picture file, then paste again.',
      })
    }

    window.addEventListener('dragenter', onEnter)
    window.addEventListener('dragleave', onLeave)
    window.addEventListener('dragover', onOver)
    window.addEventListener('drop', onDrop)
    window.addEventListener('paste', onPaste)
    return () => {
      window.removeEventListener('dragenter', onEnter)
      window.removeEventListener('dragleave', onLeave)
      window.removeEventListener('dragover', onOver)
      window.removeEventListener('drop', onDrop)
      window.removeEventListener('paste', onPaste)
    }
  }, [store])

  return isDragging
}
