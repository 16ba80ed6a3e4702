// What a home mirrors for others: said, found, taken within a budget, served when its publisher is away, and taken back.
import { randomBytes } from 'node:crypto'
import { on } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { MemCubeNode } from '../../src/node/index.ts'
import { reopen, temporaryFolder, temporaryNode } from '../helpers/temporary-home.ts'

const daemon = { network: {}, daemon: true }
const didOfEve = 'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK'

/** A published cube; some 1 KiB a memory. */
async function publishCube(node: MemCubeNode, name: string, memories: number): Promise<string> {
  const path = join(await temporaryFolder(), 'notes.jsonl')
  const lines = Array.from({ length: memories }, (_, at) =>
    JSON.stringify({ key: `${name}/${at}`, body: `${name} says ${at} `.repeat(50) }),
  )
  await writeFile(path, lines.join('\n'))
  await node.call('create', { name, topics: ['harbour'] })
  await node.call('import', { cube: name, path })
  return (await node.call('publish', { cube: name })).cube
}

/** Waits until what is seeded is as wanted; each change is an event. */
async function seeded(
  node: MemCubeNode,
  isWanted: (seed: Record<string, unknown>) => boolean,
): Promise<Record<string, unknown>> {
  const changes = on(node.events, 'seedsChanged', { signal: AbortSignal.timeout(90_000) })
  for (;;) {
    const [seed] = (await node.call('seed-list', {})).seeds
    if (seed !== undefined && isWanted(seed)) return seed
    await changes.next()
  }
}

test(
  'what is published under a topic is mirrored within its budget, outlives its publisher, answers no question unasked, and goes when it is taken back',
  { timeout: 180_000 },
  async () => {
    const alice = await temporaryNode('alice', { network: {} })
    const tides = await publishCube(alice, 'tides', 20)
    const large = await publishCube(alice, 'large', 400)
    const harbour = await temporaryNode('harbour', daemon)
    await harbour.call('connect', { address: alice.addresses()[0] })
    expect(await harbour.call('seed-add', { what: 'Harbour', maxBytes: 300_000 })).toMatchObject({
      changed: true,
      seeds: [{ kind: 'topic', what: 'harbour', maxBytes: 300_000, bytes: 0, cubes: 0 }],
    })
    const seed = await seeded(harbour, ({ cubes }) => cubes === 1)
    expect(seed).toMatchObject({ leftOut: 1, leftOutBytes: expect.any(Number) as number })
    expect(seed['bytes']).toBeLessThanOrEqual(300_000)
    expect(await harbour.call('list', {})).toMatchObject({
      cubes: [{ cube: tides, role: 'cached', tier: 'community', state: 'held' }],
    })
    expect((await harbour.call('recall', { query: 'tides says 7' })).results).toEqual([])
    const asked = await harbour.call('recall', { query: 'tides says 7', tier: 'community', top: 1 })
    expect(asked.results).toMatchObject([{ cube: tides, tier: 'community' }])
    const { checks } = await harbour.call('doctor', {})
    expect(checks.find(({ name }) => name === 'seeds')).toMatchObject({
      ok: false,
      message: expect.stringContaining('1 more were offered and did not fit: topic harbour') as string,
    })
    expect(await harbour.call('status', {})).toMatchObject({ seeds: { seeds: 1, cubes: 1, leftOut: 1 } })

    await alice.close()
    const bob = await temporaryNode('bob', { network: {} })
    const pulled = await bob.call('pull', { cube: tides, from: harbour.addresses()[0] })
    expect(pulled).toMatchObject({ memories: 20, from: harbour.peerId })
    await expect(bob.call('pull', { cube: large, from: harbour.addresses()[0] })).rejects.toMatchObject({
      code: 'ERR_NOT_FOUND',
    })
    await bob.close()

    await harbour.close()
    const again = await reopen(harbour.home, { daemon: true })
    expect(await again.call('seed-list', {})).toMatchObject({ seeds: [{ what: 'harbour', cubes: 1 }] })
    expect(await again.call('seed-remove', { what: 'harbour' })).toMatchObject({ seeds: [], dropped: 1 })
    expect(await again.call('list', {})).toEqual({ cubes: [] })
    await again.call('gc', {})
    expect((await again.call('status', {})).cache.usedBytes).toBe(0)
    expect(await again.call('fsck', {})).toMatchObject({ ok: true })
  },
)

test(
  'files of a cube count once, however often the pack turns out dearer',
  { timeout: 120_000 },
  async () => {
    const alice = await temporaryNode('alice', { network: {} })
    await alice.call('create', { name: 'charts', topics: ['harbour'] })
    for (let at = 0; at < 8; at++) {
      const file = join(await temporaryFolder(), `chart ${at}`)
      await writeFile(file, randomBytes(100_000 + at * 80_000))
      await alice.call('add', { cube: 'charts', key: `charts/${at}`, file })
    }
    await alice.call('publish', { cube: 'charts' })
    const harbour = await temporaryNode('harbour', daemon)
    await harbour.call('connect', { address: alice.addresses()[0] })
    // All of it takes 7.7 MB with its index; said anew at each file, the offers together would be several times that.
    await harbour.call('seed-add', { what: 'harbour', maxBytes: 12_000_000 })
    expect((await seeded(harbour, ({ cubes }) => cubes === 1))['bytes']).toBeLessThanOrEqual(12_000_000)
  },
)

test('what could mean two things is refused until it is said which', async () => {
  const node = await temporaryNode('harbour', { daemon: true })
  await node.call('trust', { author: didOfEve, tier: 'community', nickname: 'tides' })
  const add = (input: object) => node.call('seed-add', { what: 'tides', ...input })
  expect(await add({})).toMatchObject({ seeds: [{ kind: 'author', what: didOfEve, author: didOfEve }] })
  await add({ kind: 'topic' })
  await expect(add({ maxBytes: 1_000 })).rejects.toMatchObject({
    code: 'ERR_USAGE',
    message: '"tides" could be an author or a topic',
    hint: 'say which with --author or --topic',
  })
  await expect(node.call('seed-remove', { what: 'tides' })).rejects.toMatchObject({ code: 'ERR_USAGE' })
  expect(await node.call('seed-remove', { what: 'tides', kind: 'topic' })).toMatchObject({
    seeds: [{ kind: 'author' }],
    dropped: 0,
  })
  await expect(node.call('seed-remove', { what: 'nothing' })).rejects.toMatchObject({ code: 'ERR_NOT_FOUND' })
})

test('a budget is changed by saying it again, and all of them fit into what cubes of others may take', async () => {
  const node = await temporaryNode('harbour', { daemon: true })
  const add = (what: string, maxBytes: number) => node.call('seed-add', { what, maxBytes })
  expect(await add('tides', 1_000)).toMatchObject({ changed: true })
  expect(await add('tides', 1_000)).toMatchObject({ changed: false })
  expect(await add('tides', 2_000)).toMatchObject({ changed: true, seeds: [{ maxBytes: 2_000 }] })
  await expect(add('sea', 2 * 1024 ** 3)).rejects.toMatchObject({
    code: 'ERR_LIMIT',
    hint: expect.stringContaining(`memcube config set cache.maxBytes ${2 * 1024 ** 3 + 2_000}`) as string,
  })
  expect((await node.call('audit', { limit: 10 })).entries.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['seed']),
  )
})

test('nobody mirrors what is their own, or what they have blocked', async () => {
  const node = await temporaryNode('harbour', { daemon: true })
  const { cube } = await node.call('create', { name: 'mine' })
  await expect(node.call('seed-add', { what: cube })).rejects.toMatchObject({ code: 'ERR_INVALID_INPUT' })
  await node.call('block', { target: didOfEve })
  await expect(node.call('seed-add', { what: didOfEve })).rejects.toMatchObject({ code: 'ERR_DENIED' })
  await expect(node.call('seed-add', { what: 'a\u0000b' })).rejects.toMatchObject({
    code: 'ERR_INVALID_INPUT',
  })
})
