// `stop` ends a daemon, and nobody else who has the home.
import { expect, it, onTestFinished, vi } from 'vitest'
import { stopDaemon } from '../../src/interfaces/cli/stop-daemon.ts'
import { createHome, lockHome, type HolderRole } from '../../src/storage/index.ts'
import { temporaryFolder } from '../helpers/temporary-home.ts'

const { signal } = new AbortController()

/** Signals that were sent; none is, so that this process lives on. */
function signalsSent(): unknown[] {
  const sent: unknown[] = []
  const spy = vi.spyOn(process, 'kill').mockImplementation((_pid, kind) => {
    if (kind === 0) return true
    sent.push(kind)
    throw new Error('a signal was sent')
  })
  onTestFinished(() => spy.mockRestore())
  return sent
}

async function heldBy(role: HolderRole): Promise<string> {
  const home = `${await temporaryFolder()}/home`
  await createHome(home)
  const lock = await lockHome(home, role)
  onTestFinished(async () => lock?.release())
  return home
}

it.each(['resident', 'command'] as const)('a %s that has the home gets no signal', async (role) => {
  const home = await heldBy(role)
  const sent = signalsSent()
  expect(await stopDaemon(home, signal)).toMatchObject({ stopped: false, other: { pid: process.pid, role } })
  expect(sent).toEqual([])
})

it('a daemon is asked to end', async () => {
  const home = await heldBy('daemon')
  const sent = signalsSent()
  await expect(stopDaemon(home, signal)).rejects.toThrow('a signal was sent')
  expect(sent).toEqual(['SIGTERM'])
})
