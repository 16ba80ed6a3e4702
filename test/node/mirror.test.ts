import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { planMirror, requireNotVanished } from '../../src/exchange/import/mirror.ts'
import { temporaryFolder, temporaryNode } from '../helpers/temporary-home.ts'

async function mirrored(): Promise<{
  folder: string
  write(name: string, text: string): Promise<void>
  sync(more?: Record<string, unknown>): Promise<Record<string, unknown>>
  keys(): Promise<string[]>
  call(name: string, input: unknown): Promise<unknown>
}> {
  const node = await temporaryNode('alice')
  const folder = await temporaryFolder()
  await node.call('create', { name: 'notes' })
  return {
    folder,
    write: (name, text) => writeFile(join(folder, name), text),
    sync: async (more = {}) => node.call('import', { cube: 'notes', path: folder, mirror: true, ...more }),
    keys: async () => (await node.call('keys', { cube: 'notes' })).keys,
    call: (name, input) => node.call(name, input),
  }
}

describe('a mirrored folder', () => {
  test('brings, changes, renames and removes what is its own, and leaves the rest of the cube', async () => {
    const { folder, write, sync, keys, call } = await mirrored()
    await call('add', { cube: 'notes', key: 'by-hand', text: 'said, not filed' })
    await write('a.md', 'one')
    await write('b.md', 'two')
    expect(await sync()).toMatchObject({ added: 2, removed: 0 })
    await write('a.md', 'one, edited')
    await rename(join(folder, 'b.md'), join(folder, 'c.md'))
    expect(await sync()).toMatchObject({ added: 1, changed: 1, removed: 1 })
    expect(await keys()).toEqual(['a', 'by-hand', 'c'])
    const same = await sync()
    expect(same).toMatchObject({ added: 0, changed: 0, removed: 0, unchanged: 2 })
    expect(await sync()).toEqual(same)
  })

  test('may begin empty; once it held something it is not emptied without a word', async () => {
    const { folder, write, sync, keys } = await mirrored()
    expect(await sync()).toMatchObject({ read: 0, removed: 0 })
    await write('a.md', 'one')
    await sync()
    await rm(join(folder, 'a.md'))
    await expect(sync()).rejects.toMatchObject({
      code: 'ERR_DENIED',
      hint: expect.stringContaining('mounted'),
    })
    expect(await keys()).toEqual(['a'])
    expect(await sync({ allowEmpty: true })).toMatchObject({ removed: 1 })
    expect(await keys()).toEqual([])
  })

  test('keeps what a file brought while the file cannot be read, and follows no link', async () => {
    const { folder, write, sync, keys } = await mirrored()
    const outside = await temporaryFolder()
    await writeFile(join(outside, 'secret.md'), 'not of this folder')
    await symlink(join(outside, 'secret.md'), join(folder, 'link.md'))
    await symlink(outside, join(folder, 'linked'))
    await mkdir(join(folder, '.hidden'))
    await write('.hidden/x.md', 'hidden')
    await write('a.md', 'one')
    await write('b.md', 'two')
    await sync()
    await writeFile(join(folder, 'a.md'), Buffer.from([0xff, 0xfe, 0x00]))
    expect(await sync()).toMatchObject({
      removed: 0,
      skipped: [{ item: 'link.md' }, { item: 'linked' }, { item: 'a.md' }],
    })
    expect(await keys()).toEqual(['a', 'b'])
  })

  test('is a folder', async () => {
    const { folder, write, sync } = await mirrored()
    await write('a.jsonl', '{"key":"a","body":"b"}')
    await expect(sync({ path: join(folder, 'a.jsonl') })).rejects.toMatchObject({ code: 'ERR_INVALID_INPUT' })
    await expect(sync({ path: join(folder, 'gone') })).rejects.toMatchObject({ code: 'ERR_NOT_FOUND' })
  })
})

const files = (from: number, to: number): Record<string, string> =>
  Object.fromEntries(Array.from({ length: to - from }, (_, at) => [`k${from + at}`, `${from + at}.md`]))

test.each([
  ['most of many', files(0, 30), files(0, 14), true],
  ['few of many', files(0, 30), files(0, 21), false],
  ['many, renamed', files(0, 30), files(100, 130), false],
  ['most of few', files(0, 4), files(0, 1), false],
  ['the last', files(0, 1), {}, true],
  ['nothing', {}, {}, false],
])('losing %s', (_what, before, now, isRefused) => {
  const look = (): void => requireNotVanished('/notes', before, now)
  if (isRefused) expect(look).toThrow(expect.objectContaining({ code: 'ERR_DENIED' }))
  else expect(look).not.toThrow()
})

test('what goes was brought, is not there now, and comes from no file that was skipped', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'd', '__proto__', 'constructor')
  const map = fc.array(fc.tuple(name, name))
  fc.assert(
    fc.property(map, map, fc.array(name), (before, items, skipped) => {
      const brought = Object.fromEntries(before)
      const { gone, now } = planMirror(brought, { items: new Map(items), skipped: new Set(skipped) })
      for (const key of Object.keys(brought)) {
        const stays = items.some(([item]) => item === key) || skipped.some((file) => file === brought[key])
        expect(gone.includes(key)).toBe(!stays)
        expect(Object.hasOwn(now, key)).toBe(stays)
      }
    }),
  )
})
