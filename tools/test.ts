import { spawn } from 'node:child_process'
import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { findBrowser } from './installBrowser.ts'
import { npmCommand } from './npmCommand.ts'
import { readIfThere } from './setup/files.ts'
import { PROJECT, PROJECT_PLACES } from './setup/places.ts'
import { closingLine, readTestReport, type TestCounts } from './testReport.ts'

type Runner = 'vitest' | 'playwright' | 'fixtures'

/** One step of `npm test`: an npm script, and for the steps that run tests the runner whose report is counted. */
interface Step {
  readonly title: string
  readonly script: string
  readonly runner?: Runner
}

/**
 * Lanes of one phase run side by side, the steps of a lane one after the other. The software GPU takes both cores of a
 * small machine, so only light steps go with it; pages wait now and then, and leave room for tests in Node.
 */
const PHASES: readonly (readonly (readonly Step[])[])[] = [
  [
    [
      { title: 'Format', script: 'check:format' },
      { title: 'Lint', script: 'check:lint' },
      { title: 'Types', script: 'check:types' },
    ],
    [{ title: 'GPU tests, in a browser', script: 'test:gpu', runner: 'vitest' }],
  ],
  [
    [
      { title: 'Unit tests', script: 'test:unit', runner: 'vitest' },
      { title: 'Fixtures', script: 'test:fixtures', runner: 'fixtures' },
    ],
    [{ title: 'End-to-end tests, in a browser', script: 'test:e2e', runner: 'playwright' }],
  ],
]
const REPORTS = path.join(PROJECT_PLACES.cache, 'test-reports')

/**
 * Everything that must hold before a change lands. Each step runs even when an earlier one has failed, so that one run
 * shows all there is to mend; only a set-up that fails ends it, since nothing after it could mean anything. With two
 * cores or more lanes run side by side, and each step is printed whole when it ends.
 */
async function testEverything(): Promise<boolean> {
  heading('Set-up')
  const setUp = await runScript('setup')
  process.stdout.write(setUp.output)
  if (!setUp.succeeded) return finish({ passed: 0, failed: 1, skipped: 0 }, ['Set-up'])
  process.env['LIMN_CHROMIUM'] = await findBrowser()

  const total = { passed: 0, failed: 0, skipped: 0 }
  const broken: string[] = []
  const runLane = async (lane: readonly Step[]): Promise<void> => {
    for (const step of lane) {
      const startMs = performance.now()
      const { succeeded, counts, output } = await runStep(step)
      total.passed += counts.passed
      total.failed += counts.failed
      total.skipped += counts.skipped
      if (!succeeded) broken.push(step.title)
      const seconds = ((performance.now() - startMs) / 1000).toFixed(1)
      heading(step.title)
      process.stdout.write(output)
      say(`${step.title}: ${succeeded ? 'passed' : 'FAILED'} in ${seconds} s`)
    }
  }
  for (const lanes of PHASES) {
    if (os.availableParallelism() > 1) await Promise.all(lanes.map(runLane))
    else for (const lane of lanes) await runLane(lane)
  }
  return finish(total, broken)
}

interface StepResult {
  readonly succeeded: boolean
  readonly counts: TestCounts
  readonly output: string
}

async function runStep(step: Step): Promise<StepResult> {
  const { script, runner } = step
  const none: TestCounts = { passed: 0, failed: 0, skipped: 0 }
  if (runner === undefined) {
    const { succeeded, output } = await runScript(script)
    return { succeeded, counts: succeeded ? none : { ...none, failed: 1 }, output }
  }
  const reportFile = path.join(REPORTS, `${script.replace(':', '-')}.json`)
  await fs.rm(reportFile, { force: true })
  await fs.mkdir(REPORTS, { recursive: true })
  const run = await runScript(script, ...reportTo(runner, reportFile))
  const counts = (await readReport(reportFile)) ?? none
  // The fixtures may be elsewhere, which their own step says; any other runner that runs nothing has failed.
  const ranEnough = counts.passed > 0 || runner === 'fixtures'
  const succeeded = run.succeeded && counts.failed === 0 && ranEnough
  // A runner that breaks is a failure even when no test says so.
  const shown = succeeded || counts.failed > 0 ? counts : { ...counts, failed: 1 }
  return { succeeded, counts: shown, output: run.output }
}

/** Arguments and environment that make a runner write its report to `file`. */
function reportTo(runner: Runner, file: string): [string[], Record<string, string>?] {
  switch (runner) {
    case 'vitest':
      return [['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]]
    case 'playwright':
      return [['--reporter=list,json'], { PLAYWRIGHT_JSON_OUTPUT_NAME: file }]
    case 'fixtures':
      return [['--report', file]]
  }
}

async function readReport(file: string): Promise<TestCounts | undefined> {
  const text = await readIfThere(file)
  try {
    return text === undefined ? undefined : readTestReport(JSON.parse(text.toString()))
  } catch {
    return undefined
  }
}

/** Output comes whole at the end, or that of two lanes would mix. */
function runScript(
  script: string,
  extra: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly succeeded: boolean; readonly output: string }> {
  const { program, leading, shell } = npmCommand()
  const passedOn = extra.length === 0 ? [] : ['--', ...extra]
  return new Promise((resolve) => {
    const child = spawn(program, [...leading, 'run', '--silent', script, ...passedOn], {
      cwd: PROJECT,
      shell,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8')
      stream.on('data', (text: string) => (output += text))
    }
    child.on('error', ({ message }) =>
      resolve({ succeeded: false, output: `${output}${message}\n` }),
    )
    child.on('close', (code) => resolve({ succeeded: code === 0, output }))
  })
}

function finish(total: TestCounts, broken: readonly string[]): boolean {
  say('')
  if (broken.length > 0) say(`Failed: ${broken.join(', ')}.`)
  say(closingLine(total))
  return broken.length === 0
}

function heading(title: string): void {
  say(`\n── ${title} ${'─'.repeat(Math.max(0, 60 - title.length))}`)
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

try {
  if (!(await testEverything())) process.exitCode = 1
} catch (error) {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`)
  say(closingLine({ passed: 0, failed: 1, skipped: 0 }))
  process.exitCode = 1
}
