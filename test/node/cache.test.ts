// Nodes in one process, real hosts on loopback: what a small cache keeps, refuses and gives up.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { planEviction } from '../../src/care/cache/index.ts'
import type { MemCubeNode } from '../../src/node/index.ts'
import { reopen, temporaryFolder, temporaryNode } from '../helpers/temporary-home.ts'
import { referenceMark } from '../reference/reference-mark.ts'

type HomeNode = MemCubeNode & { home: string }
const online = { network: {} }

interface Listed {
  cubes: { cube: string; name: string; state: string; pinned: boolean; memories: number }[]
}

const list = async (node: MemCubeNode): Promise<Listed['cubes']> =>
  ((await node.call('list', {})) as Listed).cubes
const pull = (node: MemCubeNode, cube: string, from: MemCubeNode): Promise<unknown> =>
  node.call('pull', { cube, from: from.addresses()[0] })
const usage = async (node: MemCubeNode): Promise<{ usedBytes: number; maxBytes: number | null }> =>
  ((await node.call('status', {})) as { cache: { usedBytes: number; maxBytes: number | null } }).cache

/** A published cube of some 100 KiB. */
async function publishCube(node: MemCubeNode, name: string, memories = 100): Promise<string> {
  const path = join(await temporaryFolder(), 'notes.jsonl')
  const lines = Array.from({ length: memories }, (_, i) =>
    JSON.stringify({ key: `${name}/${i}`, body: `${name} says ${i} `.repeat(50) }),
  )
  await writeFile(path, lines.join('\n'))
  await node.call('create', { name })
  await node.call('import', { cube: name, path })
  return ((await node.call('publish', { cube: name })) as { cube: string }).cube
}

async function limit(node: HomeNode, maxBytes: unknown): Promise<void> {
  const path = join(node.home, 'config.json')
  const config = JSON.parse(await readFile(path, 'utf8')) as object
  await writeFile(path, JSON.stringify({ ...config, cache: { maxBytes } }), { mode: 0o600 })
}

test(
  'the cube recalled least recently gives way, and comes back when it is pulled again',
  { timeout: 180_000 },
  async () => {
    let nowMs = Date.now()
    const alice = await temporaryNode('alice', online)
    const bob = await temporaryNode('bob', { ...online, now: () => nowMs })
    const names = ['one', 'two', 'three']
    const cubes = new Map<string, string>()
    for (const name of names) cubes.set(name, await publishCube(alice, name))
    for (const name of ['one', 'two']) {
      await pull(bob, cubes.get(name) as string, alice)
      nowMs += 60_000
    }
    const { usedBytes } = await usage(bob)
    expect(usedBytes).toBeGreaterThan(150_000)
    // Recalled after both were pulled, so "two" was used before "one".
    await bob.call('recall', { query: 'one says 7', tier: 'community', top: 1 })
    await limit(bob, Math.round(usedBytes * 1.2))
    nowMs += 60_000
    await pull(bob, cubes.get('three') as string, alice)
    expect((await list(bob)).map(({ name, state }) => [name, state])).toEqual([
      ['one', 'held'],
      ['three', 'held'],
      ['two', 'evicted'],
    ])
    await expect(bob.call('get', { cube: 'two', key: 'two/1' })).rejects.toMatchObject({
      code: 'ERR_NOT_FOUND',
      hint: expect.stringContaining('memcube pull two'),
    })
    const { results } = (await bob.call('recall', { query: 'two says 7', tier: 'community' })) as {
      results: { name: string }[]
    }
    expect(results.map(({ name }) => name)).not.toContain('two')
    expect(await bob.call('gc', {})).toMatchObject({ blocks: expect.any(Number) })
    expect(await bob.call('fsck', {})).toMatchObject({ ok: true })

    await bob.call('pin', { cube: 'three' })
    await pull(bob, 'two', alice)
    expect((await list(bob)).map(({ name, state, pinned }) => [name, state, pinned])).toEqual([
      ['three', 'held', true],
      ['two', 'held', false],
      ['one', 'evicted', false],
    ])
    expect(await bob.call('get', { cube: 'two', key: 'two/1' })).toMatchObject({ verified: true })
  },
)

test(
  'a pull that does not fit is refused with the numbers before a block has come, and nothing is evicted for it',
  { timeout: 180_000 },
  async () => {
    const alice = await temporaryNode('alice', online)
    const bob = await temporaryNode('bob', online)
    const small = await publishCube(alice, 'small', 20)
    const large = await publishCube(alice, 'large', 400)
    await pull(bob, small, alice)
    const { usedBytes } = await usage(bob)
    await limit(bob, usedBytes * 3)
    const before = await list(bob)
    await expect(pull(bob, large, alice)).rejects.toMatchObject({
      code: 'ERR_LIMIT',
      message: expect.stringMatching(
        new RegExp(
          `blocks of \\d+ bytes; the cache here holds ${usedBytes} of ${usedBytes * 3} bytes, and ${usedBytes} of them could be given up`,
        ),
      ),
    })
    expect(await list(bob)).toEqual(before)
    await bob.close()
    const { held } = await referenceMark(bob.home)
    const again = await reopen(bob.home)
    expect(await again.call('gc', {})).toMatchObject({ blocks: 0, kept: held.size })
  },
)

test('what is followed, pinned or the upstream of a fork stays', { timeout: 180_000 }, async () => {
  const alice = await temporaryNode('alice', online)
  const bob = await temporaryNode('bob', online)
  for (const name of ['followed', 'pinned', 'forked', 'plain'])
    await pull(bob, await publishCube(alice, name), alice)
  await bob.call('follow', { target: 'followed' })
  await bob.call('pin', { cube: 'pinned' })
  await bob.call('fork', { cube: 'forked', name: 'mine' })
  const last = await publishCube(alice, 'last')
  await limit(bob, (await usage(bob)).usedBytes + 20_000)
  await pull(bob, last, alice)
  expect((await list(bob)).filter(({ state }) => state === 'evicted').map(({ name }) => name)).toEqual([
    'plain',
  ])
  await expect(pull(bob, await publishCube(alice, 'more', 300), alice)).rejects.toMatchObject({
    code: 'ERR_LIMIT',
  })
  await bob.call('unpin', { cube: 'pinned' })
  expect(await bob.call('fsck', {})).toMatchObject({ ok: true })
})

test(
  'what a pack that was cut off left behind counts, gives way first, and is collected',
  { timeout: 180_000 },
  async () => {
    const alice = await temporaryNode('alice', online)
    const bob = await temporaryNode('bob', online)
    const [large, small] = [await publishCube(alice, 'large', 4_000), await publishCube(alice, 'small', 100)]
    expect(await usage(bob)).toEqual({ usedBytes: 0, maxBytes: 2 * 1024 ** 3 })
    const cut = new AbortController()
    const progress = ({ done }: { done: number }): void => {
      if (done > 2_500) cut.abort()
    }
    const pulling = bob.call(
      'pull',
      { cube: large, from: alice.addresses()[0] },
      { signal: cut.signal, progress },
    )
    await expect(pulling).rejects.toMatchObject({ code: 'ERR_ABORTED' })
    const { usedBytes } = await usage(bob)
    expect(usedBytes).toBeGreaterThan(500_000)
    await limit(bob, usedBytes)
    await pull(bob, small, alice)
    expect((await list(bob)).map(({ name, state }) => [name, state])).toEqual([['small', 'held']])
    expect((await usage(bob)).usedBytes).toBeLessThan(500_000)
    expect(((await bob.call('gc', {})) as { blocks: number }).blocks).toBeGreaterThan(1_000)
    await limit(bob, null)
    expect(await usage(bob)).toMatchObject({ maxBytes: null })
  },
)

test('a limit that is no number of bytes is refused, not taken for none', async () => {
  const alice = await temporaryNode('alice')
  await limit(alice, '10GB')
  await alice.close()
  await expect(reopen(alice.home)).rejects.toMatchObject({
    code: 'ERR_CORRUPT',
    message: expect.stringContaining('cache'),
  })
})

test(
  'a cube comes back while the blocks that it left behind are being collected',
  { timeout: 180_000 },
  async () => {
    const alice = await temporaryNode('alice', online)
    const bob = await temporaryNode('bob', online)
    const one = await publishCube(alice, 'one', 2_000)
    const two = await publishCube(alice, 'two', 2_000)
    await pull(bob, one, alice)
    await limit(bob, Math.round((await usage(bob)).usedBytes * 1.5))
    for (let round = 0; round < 3; round++) {
      // Each evicts the other; what it left is garbage that the next pull finds again while it goes.
      await pull(bob, round % 2 === 0 ? two : one, alice)
      const collecting = bob.call('gc', {})
      await pull(bob, round % 2 === 0 ? one : two, alice)
      await collecting
      expect(await bob.call('fsck', {})).toMatchObject({ ok: true, problems: [] })
    }
    await bob.call('gc', {})
    await bob.close()
    expect((await referenceMark(bob.home)).missing).toEqual([])
  },
)

test('a plan evicts no more than it must, in the order of use, and never what may not go', () => {
  const cube = fc.record({
    cube: fc.uuid(),
    bytes: fc.nat(1_000),
    usedMs: fc.nat(1_000),
    evictable: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(cube), fc.nat(2_000), fc.nat(5_000), (held, needed, max) => {
      const plan = planEviction({ needed, max, held })
      const sum = (cubes: typeof held): number => cubes.reduce((all, { bytes }) => all + bytes, 0)
      const used = sum(held)
      const freeable = sum(held.filter(({ evictable }) => evictable))
      if (plan.type === 'refused') {
        expect(plan).toMatchObject({ used, freeable })
        expect(used - freeable + needed).toBeGreaterThan(max)
        return
      }
      const gone = held.filter((one) => plan.evict.includes(one.cube))
      const stayed = held.filter((one) => one.evictable && !plan.evict.includes(one.cube))
      expect(gone.every(({ evictable }) => evictable)).toBe(true)
      expect(used - sum(gone) + needed).toBeLessThanOrEqual(max)
      for (const { usedMs } of gone) expect(stayed.every((other) => other.usedMs >= usedMs)).toBe(true)
      const last = held.find((one) => one.cube === plan.evict.at(-1))
      if (last !== undefined) expect(used - sum(gone) + last.bytes + needed).toBeGreaterThan(max)
    }),
  )
})
