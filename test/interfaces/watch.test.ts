import { cp, mkdir, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createRest } from '../../src/interfaces/cli/watch-folder.ts'
import { initHome, openNode } from '../../src/node/index.ts'
import { done, startDaemon, type Json } from '../helpers/daemon.ts'
import { temporaryFolder } from '../helpers/temporary-home.ts'
import { NODE_FLAGS } from '../helpers/node-flags.ts'
import { program } from '../helpers/program.ts'

interface Watching {
  next(): Promise<Json>
  stop(): Promise<number | null>
  ended: Promise<number | null>
}

function startWatch(home: string, folder: string): Watching {
  const args = [...NODE_FLAGS, program, 'watch', 'notes', folder, '--quiet', '200', '--home', home, '--json']
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const ended = once(child, 'exit').then(([code]) => code as number | null)
  return {
    next: async () => JSON.parse((await lines.next()).value as string),
    stop: () => {
      child.kill('SIGINT')
      return ended
    },
    ended,
  }
}

test('a cube stays in step with a folder, with and without a daemon, and after a restart', async () => {
  const root = await temporaryFolder()
  const home = join(root, 'alice')
  const folder = join(root, 'notes')
  await mkdir(join(folder, 'deep'), { recursive: true })
  await writeFile(join(folder, 'a.md'), 'the first')
  await writeFile(join(folder, 'evil\u001b[2J.md'), Buffer.from([0xff]))
  await initHome({ home, name: 'alice' })
  const node = await openNode({ home })
  await node.call('create', { name: 'notes' })
  await node.close()

  const first = startWatch(home, folder)
  expect(await first.next()).toMatchObject({ event: 'synced', added: 1, removed: 0, skipped: [{}] })
  expect(await first.next()).toMatchObject({ event: 'watching', cube: 'notes' })
  await rm(join(folder, 'evil\u001b[2J.md'))
  await writeFile(join(folder, 'deep', 'b.md'), 'the second')
  expect(await first.next()).toMatchObject({ event: 'synced', added: 1 })
  await rename(join(folder, 'deep', 'b.md'), join(folder, 'c.md'))
  expect(await first.next()).toMatchObject({ added: 1, changed: 0, removed: 1 })
  await writeFile(join(root, 'edited'), 'the first, edited')
  await rename(join(root, 'edited'), join(folder, 'a.md'))
  expect(await first.next()).toMatchObject({ added: 0, changed: 1, removed: 0 })
  // Between two changes the home is free for others.
  expect(await done(home, 'keys', 'notes')).toMatchObject({ keys: ['a', 'c'] })
  expect(await first.stop()).toBe(0)

  await rm(join(folder, 'c.md'))
  await startDaemon(home)
  const second = startWatch(home, folder)
  expect(await second.next()).toMatchObject({ added: 0, changed: 0, unchanged: 1, removed: 1 })
  expect(await second.next()).toMatchObject({ event: 'watching' })
  expect(await second.stop()).toBe(0)
  expect(await done(home, 'keys', 'notes')).toMatchObject({ keys: ['a'] })
}, 120_000)

test('what happens to the folder removes nothing, is said, and does not end it', async () => {
  const root = await temporaryFolder()
  const [home, folder, aside] = [join(root, 'alice'), join(root, 'notes'), join(root, 'aside')]
  await mkdir(folder)
  await mkdir(join(root, 'other'))
  await writeFile(join(root, 'other', 'foreign.md'), 'not of this folder')
  for (let i = 10; i < 22; i++) await writeFile(join(folder, `n${i}.md`), `note ${i}`)
  await initHome({ home, name: 'alice' })
  const node = await openNode({ home })
  await node.call('create', { name: 'notes' })
  await node.close()
  const keys = async (): Promise<string[]> => ((await done(home, 'keys', 'notes')) as { keys: string[] }).keys
  const watching = startWatch(home, folder)
  expect(await watching.next()).toMatchObject({ event: 'synced', added: 12 })
  expect(await watching.next()).toMatchObject({ event: 'watching' })

  // Moved away, and back with one more.
  await rename(folder, aside)
  expect(await watching.next()).toMatchObject({ event: 'waiting', code: 'ERR_NOT_FOUND' })
  await writeFile(join(aside, 'while-away.md'), 'written while it was away')
  await rename(aside, folder)
  expect(await watching.next()).toMatchObject({ event: 'synced', added: 1, removed: 0 })
  expect(await watching.next()).toMatchObject({ event: 'watching' })

  // Emptied, and filled again.
  await mkdir(aside)
  for (const file of await readdir(folder)) await rename(join(folder, file), join(aside, file))
  expect(await watching.next()).toMatchObject({ event: 'waiting', code: 'ERR_DENIED' })
  expect(await keys()).toHaveLength(13)
  for (const file of await readdir(aside)) await rename(join(aside, file), join(folder, file))
  expect(await watching.next()).toMatchObject({ event: 'watching' })

  // A link in its place, then another folder with the same files, as a checkout leaves it.
  await rm(aside, { recursive: true })
  await rename(folder, aside)
  await symlink(join(root, 'other'), folder)
  expect(await watching.next()).toMatchObject({ event: 'waiting', code: 'ERR_NOT_FOUND' })
  await rm(folder)
  await cp(aside, folder, { recursive: true })
  expect(await watching.next()).toMatchObject({ event: 'watching' })
  await writeFile(join(folder, 'later.md'), 'later')
  expect(await watching.next()).toMatchObject({ event: 'synced', added: 1, removed: 0 })
  expect(await keys()).toEqual(expect.arrayContaining(['later', 'n10', 'while-away']))
  expect(await keys()).toHaveLength(14)
  expect(await watching.stop()).toBe(0)
}, 120_000)

test('many disturbances before a quiet time are one, and one that never ends is cut', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const rest = createRest(100)
  const told: boolean[] = []
  const listen = (): void => void rest.next().then((changed) => told.push(changed))
  listen()
  for (let at = 0; at < 5; at++) {
    rest.disturb()
    await vi.advanceTimersByTimeAsync(90)
  }
  expect(told).toEqual([])
  await vi.advanceTimersByTimeAsync(20)
  expect(told).toEqual([true])
  listen()
  for (let at = 0; at < 25; at++) {
    rest.disturb()
    await vi.advanceTimersByTimeAsync(90)
  }
  expect(told).toEqual([true, true])
  listen()
  rest.end()
  await vi.advanceTimersByTimeAsync(0)
  expect(told).toEqual([true, true, false])
})
