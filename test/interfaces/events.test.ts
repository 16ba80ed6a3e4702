import { expect, test, vi } from 'vitest'
import { readEvents } from '../../src/interfaces/cli/daemon-events.ts'
import type { ShownEvent } from '../../src/node/index.ts'
import { done, startDaemon } from '../helpers/daemon.ts'
import { temporaryFolder } from '../helpers/temporary-home.ts'

test('a reader hears what happens in the daemon, until it leaves or the daemon ends', async () => {
  const home = `${await temporaryFolder()}/alice`
  await done(home, 'init', '--name', 'alice')
  const daemon = await startDaemon(home)
  const heard: ShownEvent[] = []
  const leaving = new AbortController()
  const early = readEvents(home, () => {}, leaving.signal)
  const whole = readEvents(home, (event) => heard.push(event), new AbortController().signal).catch(
    () => undefined,
  )
  // Whatever the order of connecting: changes are made until one is heard.
  await vi.waitFor(
    async () => {
      await done(home, 'create', `notes-${heard.length}-${Math.random().toString(36).slice(2)}`)
      expect(heard.length).toBeGreaterThan(0)
    },
    { timeout: 180_000 },
  )
  expect(heard[0]).toMatchObject({ event: 'changed', seq: 1 })
  leaving.abort()
  await expect(early).rejects.toThrow(/abort/)
  await daemon.stop()
  await whole
})

test('events need the token', async () => {
  const home = `${await temporaryFolder()}/alice`
  await done(home, 'init', '--name', 'alice')
  const { api } = await startDaemon(home)
  for (const path of ['/v1/events', '/mcp']) {
    const response = await fetch(new URL(path, api))
    expect([path, response.status]).toEqual([path, 401])
    await response.body?.cancel()
  }
})
