// A part of a cube between two nodes on loopback: what each verb makes of it, and that nobody takes it for the whole.
import { writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import type { MemCubeNode } from '../../src/node/index.ts'
import { reopen, temporaryFolder, temporaryNode } from '../helpers/temporary-home.ts'
import { runWith } from '../interfaces/run-with.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- what a test expects of it is what it says
type Json = any
const call = (node: MemCubeNode, name: string, input: unknown = {}): Promise<Json> =>
  node.call(name, input) as Promise<Json>
const online = { network: {} }
const filter = ['cooking/']

/** 40 memories about cooking and 200 about gardens, published. */
async function published(): Promise<{ alice: MemCubeNode; cube: string; pull: Pull }> {
  const alice = await temporaryNode('alice', online)
  const { cube } = await call(alice, 'create', { name: 'notes', topics: ['zoo'], licence: 'CC0-1.0' })
  const lines = (topic: string, count: number, about: string): string[] =>
    Array.from({ length: count }, (_, i) => JSON.stringify({ key: `${topic}/${i}`, body: `${about} ${i}` }))
  const file = `${await temporaryFolder()}/notes.jsonl`
  const all = [...lines('cooking', 40, 'simmer the sauce'), ...lines('gardens', 200, 'prune the roses')]
  await writeFile(file, all.join('\n'))
  await call(alice, 'import', { cube: 'notes', path: file })
  await call(alice, 'publish', { cube: 'notes' })
  const pull: Pull = (by, more = {}) => call(by, 'pull', { cube, from: alice.addresses()[0], ...more })
  return { alice, cube, pull }
}
type Pull = (by: MemCubeNode, more?: object) => Promise<Json>

test(
  'a part is pulled, read and recalled as what it is, and the next pull makes it whole',
  { timeout: 180_000 },
  async () => {
    const { alice, cube, pull } = await published()
    const bob = await temporaryNode('bob', online)
    const part = { filter, of: 240 }
    const pulled = await pull(bob, { filter })
    expect(pulled).toMatchObject({ cube, memories: 40, filter, of: 240 })
    expect(pulled.blocks).toBeLessThan(70)

    expect(await call(bob, 'list')).toMatchObject({
      cubes: [{ cube, memories: 40, part, visibility: 'public', licence: 'CC0-1.0', topics: ['zoo'] }],
    })
    expect(await call(bob, 'show', { cube })).toMatchObject({ role: 'cached', memories: 40, part })
    expect(await call(bob, 'status')).toMatchObject({ memories: 40, parts: 1 })
    expect(await call(bob, 'get', { cube, key: 'cooking/7' })).toMatchObject({ body: 'simmer the sauce 7' })
    const { keys, ...said } = await call(bob, 'keys', { cube })
    expect(keys).toHaveLength(40)
    expect(said).toEqual({ part })
    expect((await call(bob, 'keys', { cube, prefix: 'cooking/3' })).keys).toHaveLength(11)
    expect((await call(bob, 'log', { cube })).commits).toHaveLength(2)
    expect(await call(bob, 'verify', { cube })).toMatchObject({ ok: true, part })
    const recalled = await call(bob, 'recall', { query: 'sauce', tier: 'community' })
    expect(recalled.results).toHaveLength(10)
    expect(recalled.parts).toEqual([{ cube, name: 'notes', part }])

    // What is not held is not said to be missing.
    for (const asked of [
      call(bob, 'get', { cube, key: 'gardens/7' }),
      call(bob, 'keys', { cube, prefix: 'gardens/' }),
      call(bob, 'get', { cube, key: 'cooking/7', at: 'main~1' }),
    ])
      await expect(asked).rejects.toMatchObject({
        code: 'ERR_NOT_FOUND',
        message: expect.stringContaining('only a part of notes is held') as string,
        hint: expect.stringContaining('memcube pull notes') as string,
      })

    // It goes through a collection, a check and another start of the home.
    await call(bob, 'gc')
    expect(await call(bob, 'fsck')).toMatchObject({ ok: true, problems: [] })
    await bob.close()
    const again = await reopen(bob.home, online)
    expect((await call(again, 'recall', { query: 'sauce', tier: 'community' })).results).toHaveLength(10)

    await call(alice, 'add', { cube, key: 'cooking/new', text: 'simmer the new sauce' })
    expect(await pull(again)).toMatchObject({ memories: 241, blocks: expect.any(Number) as number })
    expect(await call(again, 'show', { cube })).not.toHaveProperty('part')
    expect((await call(again, 'recall', { query: 'roses', tier: 'community' })).results).toHaveLength(10)
    await call(again, 'fork', { cube, name: 'mine' })
    await call(again, 'gc')
    expect(await call(again, 'fsck')).toMatchObject({ ok: true, problems: [] })
  },
)

test(
  'what needs the whole of it is refused in one sentence, and nothing is done',
  { timeout: 180_000 },
  async () => {
    const { alice, cube } = await published()
    const bob = await temporaryNode('bob', online)
    const run = (...argv: string[]) => runWith(argv, { answer: (name, input) => call(bob, name, input) })
    const from = ['--from', alice.addresses()[0] ?? '']
    expect((await run('pull', cube, '--filter', 'cooking/', ...from)).stdout).toContain(
      'pulled notes: 40 of 240 memories, those under cooking/',
    )
    expect((await run('list')).stdout).toContain('a part: 40 of 240 memories, those under cooking/')
    expect((await run('keys', 'notes')).stderr).toContain('of the cube a part alone is here')
    const fork = await run('fork', 'notes', 'mine')
    expect(fork.code).toBe(5)
    expect(fork.stderr).toContain('`memcube pull notes` fetches the rest')
    await call(bob, 'create', { name: 'own' })
    const out = await temporaryFolder()
    const asked: [string, object][] = [
      ['add', { cube, key: 'cooking/x', text: 'x' }],
      ['remove', { cube, keys: ['cooking/1'] }],
      ['fork', { cube, name: 'mine' }],
      ['merge', { cube: 'own', other: 'notes' }],
      ['export', { cube, out, format: 'markdown' }],
      ['archive', { cube }],
      ['publish', { cube }],
      ['link', { cube }],
      ['branch', { cube }],
      ['diff', { cube, a: 'main' }],
      ['blame', { cube, key: 'cooking/1' }],
      ['lineage', { cube, key: 'cooking/1' }],
      ['log', { cube, key: 'cooking/1' }],
      ['forget', { cube, keys: ['cooking/1'] }],
      ['recall', { query: 'sauce', cubes: [cube], at: 'main' }],
    ]
    for (const [name, input] of asked)
      await expect(call(bob, name, input), name).rejects.toMatchObject({
        code: 'ERR_NOT_FOUND',
        message: expect.stringContaining('only a part of notes is held here') as string,
      })
    expect(await call(bob, 'show', { cube })).toMatchObject({ memories: 40, part: { filter } })

    // Nobody is offered it, and nobody gets any of it.
    const eve = await temporaryNode('eve', online)
    await alice.close()
    const fromBob = { cube, from: bob.addresses()[0] }
    await expect(call(eve, 'pull', fromBob)).rejects.toMatchObject({ code: 'ERR_NOT_FOUND' })
    await expect(call(eve, 'pull', { ...fromBob, filter })).rejects.toMatchObject({ code: 'ERR_NOT_FOUND' })
    expect(await call(eve, 'list')).toEqual({ cubes: [] })
  },
)

test(
  'another prefix is added, a change of a part that is followed arrives, and the whole is not made a part',
  { timeout: 180_000 },
  async () => {
    const { alice, cube, pull } = await published()
    const bob = await temporaryNode('bob', online)
    await pull(bob, { filter })
    expect(await pull(bob, { filter: ['gardens/19'] })).toMatchObject({
      memories: 51,
      filter: ['cooking/', 'gardens/19'],
    })
    expect(await pull(bob, { filter: ['cooking/1'] }), 'it is held').toMatchObject({
      memories: 51,
      blocks: 0,
    })
    const { results } = await call(bob, 'recall', { query: 'roses', tier: 'community', top: 50 })
    expect((results as { key: string }[]).filter(({ key }) => key.startsWith('gardens/'))).toHaveLength(11)

    expect(await call(bob, 'follow', { target: cube })).toMatchObject({ following: true })
    const arrived = new Promise<Json>((resolve) => bob.events.on('cubePulled', resolve))
    await call(alice, 'add', { cube, key: 'gardens/19x', text: 'prune the new roses' })
    expect(await arrived).toMatchObject({ cube, memories: 52 })
    expect(await call(bob, 'show', { cube })).toMatchObject({
      role: 'followed',
      part: { filter: ['cooking/', 'gardens/19'], of: 241 },
    })
    expect((await call(bob, 'recall', { query: 'new roses' })).results[0]).toMatchObject({
      key: 'gardens/19x',
    })

    expect(await pull(bob)).toMatchObject({ memories: 241 })
    expect(await call(bob, 'show', { cube })).toMatchObject({ role: 'followed', followed: true })
    await expect(pull(bob, { filter })).rejects.toMatchObject({
      code: 'ERR_INVALID_INPUT',
      message: expect.stringContaining('held whole') as string,
    })
  },
)
