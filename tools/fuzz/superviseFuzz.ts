import { fork, type ChildProcess } from 'node:child_process'
import path from 'node:path'
import { PROJECT } from '../setup/places.ts'
import type { Outcome } from './fuzzFormats.ts'

export interface FuzzReply {
  readonly seed: number
  readonly outcome: Outcome
  /** Resident memory of the child after the reading. */
  readonly rssBytes: number
}

export interface FuzzTally {
  read: number
  refused: number
  readonly broken: { readonly seed: number; readonly what: string }[]
  slowestMs: number
  /** The most the memory of one process grew while it read. */
  grownBytes: number
}

/** No single input may take longer; a child that does is killed. */
const MAX_MS = 5000
const MAX_GROWTH_BYTES = 2 ** 30

/** Sends seeds to a child process one by one, so that a hang or a crash costs a child and is told, not suffered. */
export async function superviseFuzz(
  count: number,
  firstSeed: number,
  { childFile = 'tools/fuzz/child.ts', maxMs = MAX_MS } = {},
): Promise<FuzzTally> {
  const tally: FuzzTally = { read: 0, refused: 0, broken: [], slowestMs: 0, grownBytes: 0 }
  let child: ChildProcess | null = null
  let firstRss = 0
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    child ??= await startChild(childFile)
    const begun = performance.now()
    const reply = await ask(child, seed, maxMs)
    tally.slowestMs = Math.max(tally.slowestMs, performance.now() - begun)
    if (typeof reply === 'string') {
      tally.broken.push({ seed, what: reply })
      child.kill('SIGKILL')
      child = null
      firstRss = 0
      continue
    }
    const { outcome, rssBytes } = reply
    if (firstRss === 0) firstRss = rssBytes
    tally.grownBytes = Math.max(tally.grownBytes, rssBytes - firstRss)
    if (rssBytes - firstRss > MAX_GROWTH_BYTES) {
      tally.broken.push({
        seed,
        what: `memory grew by ${Math.round((rssBytes - firstRss) / 1e6)} MB`,
      })
      child.kill('SIGKILL')
      child = null
      firstRss = 0
    } else if (outcome.kind === 'broken') tally.broken.push({ seed, what: outcome.what })
    else tally[outcome.kind] += 1
  }
  child?.kill()
  return tally
}

async function startChild(file: string): Promise<ChildProcess> {
  const child = fork(path.join(PROJECT, file), { execArgv: ['--import', 'tsx'], cwd: PROJECT })
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve())
    child.once('exit', (code) => reject(new Error(`The child ended at its start (${code}).`)))
  })
  child.removeAllListeners('exit')
  return child
}

/** The child's reply, or in words what became of it instead. */
function ask(child: ChildProcess, seed: number, maxMs: number): Promise<FuzzReply | string> {
  return new Promise((resolve) => {
    const finish = (answer: FuzzReply | string): void => {
      clearTimeout(timer)
      child.removeAllListeners('message').removeAllListeners('exit')
      resolve(answer)
    }
    const timer = setTimeout(() => finish(`took over ${maxMs} ms`), maxMs)
    child.once('message', (reply) => finish(reply as FuzzReply))
    child.once('exit', (code, signal) => finish(`ended the process (${code ?? signal ?? ''})`))
    child.send(seed)
  })
}
