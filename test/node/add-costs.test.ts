// What an acknowledged add asks of the disk: a few reads and one synced write, however many memories the cube has.
import { Level } from 'level'
import { expect, test, vi } from 'vitest'
import { call } from '../../src/node/call.ts'
import { openLifeOf } from '../helpers/open-life-of.ts'

const options = { signal: new AbortController().signal, progress() {} }

test('an add reads a few values from the disk and writes once, synced', async () => {
  const life = await openLifeOf('alice')
  const add = (at: number): Promise<unknown> =>
    call(life, 'add', { cube: 'notes', key: `k/${at}`, text: `text ${at}` }, options)
  await call(life, 'create', { name: 'notes' }, options)
  // Enough for a tree of more than one level.
  for (let at = 0; at < 200; at++) await add(at)
  const reads = [vi.spyOn(Level.prototype, 'getSync'), vi.spyOn(Level.prototype, 'getMany')]
  const lookups = vi.spyOn(Level.prototype, 'hasMany')
  const writes = vi.spyOn(Level.prototype, 'batch')
  const adds = 50
  for (let at = 200; at < 200 + adds; at++) await add(at)
  expect(writes.mock.calls.map((args: unknown[]) => args[1])).toEqual(Array(adds).fill({ sync: true }))
  expect(lookups).not.toHaveBeenCalled()
  // Commit, tree, record and mark are those that the add before wrote; a node beside the path is new to it now and then.
  const calls = reads.reduce((sum, { mock }) => sum + mock.calls.length, 0)
  vi.restoreAllMocks()
  expect(calls / adds).toBeLessThan(3)
})
