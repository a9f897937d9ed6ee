import { instantiateKernels } from './kernelExports.ts'
import { JobBoard, type ThreadStart } from './jobBoard.ts'

/** A thread of the kernels: once started it only waits for jobs and works on them, until it is terminated. */
self.onmessage = ({
  data: { module, memory, board: buffer, thread },
}: MessageEvent<ThreadStart>) => {
  const functions = instantiateKernels(module, memory)
  const board = new JobBoard(buffer)
  self.postMessage('ready')
  let seen = 0
  for (;;) {
    seen = board.awaitJob(seen)
    let failed = true
    try {
      board.work(functions, thread)
      failed = false
    } catch {
      // Told to the thread that waits for this one; it alone can speak to the person.
    }
    board.reportDone(failed)
  }
}
