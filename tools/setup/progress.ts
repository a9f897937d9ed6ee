/** Tells a person what set-up does: one line a step, its seconds counted up in place when the output is a terminal. */
export interface Progress {
  /** Runs a step under a line of its own. */
  run<T>(what: string, work: () => Promise<T>): Promise<T>
  say(line: string): void
}

export function terminalProgress(out: NodeJS.WriteStream): Progress {
  const say = (line: string): void => {
    out.write(`${line}\n`)
  }
  return {
    say,
    async run(what, work) {
      const startMs = performance.now()
      const seconds = (): string => `${((performance.now() - startMs) / 1000).toFixed(0)} s`
      if (!out.isTTY) {
        say(`  ${what}`)
        return work()
      }
      const draw = (): void => {
        out.write(`\r\x1b[K  ${what} … ${seconds()}`)
      }
      draw()
      const timer = setInterval(draw, 500)
      try {
        const result = await work()
        out.write(`\r\x1b[K  ${what}: done in ${seconds()}\n`)
        return result
      } catch (error) {
        out.write(`\r\x1b[K  ${what}: failed after ${seconds()}\n`)
        throw error
      } finally {
        clearInterval(timer)
      }
    },
  }
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}
