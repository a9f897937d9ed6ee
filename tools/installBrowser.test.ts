import { describe, expect, it } from 'vitest'
import { waysToInstall } from './installBrowser.ts'

const names = (machine: Parameters<typeof waysToInstall>[0]): string[] =>
  waysToInstall(machine).map(({ name }) => name)

describe('waysToInstall', () => {
  it('prefers apt for root on Debian, where it brings the libraries along', () => {
    expect(names({ isDebian: true, isRoot: true, hasSudo: false })).toEqual([
      'apt-get',
      'playwright',
    ])
  })

  it('asks sudo only when playwright cannot help', () => {
    const machine = { isDebian: true, isRoot: false, hasSudo: true }
    expect(names(machine)).toEqual(['playwright', 'apt-get'])
    const apt = waysToInstall(machine).at(-1)
    expect(apt.commands.at(-1)).toEqual(['sudo', '-n', 'apt-get', 'install', '-y', 'chromium'])
  })

  it('leaves other systems to playwright', () => {
    expect(names({ isDebian: false, isRoot: true, hasSudo: true })).toEqual(['playwright'])
    expect(names({ isDebian: true, isRoot: false, hasSudo: false })).toEqual(['playwright'])
  })
})
