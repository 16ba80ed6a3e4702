import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { temporaryFolder, temporaryNode } from '../helpers/temporary-home.ts'

const line = fc.record(
  {
    body: fc.string({ minLength: 1, maxLength: 80, unit: 'grapheme' }).filter((text) => text.trim() !== ''),
    tags: fc.array(fc.string({ minLength: 1, maxLength: 12 }), { maxLength: 3 }),
    created: fc.integer({ min: 1, max: 4e12 }),
    source: fc.webUrl(),
    data: fc.dictionary(
      // Names that mean something in MemOS, too.
      fc.oneof(fc.string({ minLength: 1, maxLength: 8 }), fc.constantFrom('embedding', 'vector', 'sources')),
      fc.oneof(fc.string({ maxLength: 20 }), fc.boolean(), fc.integer(), fc.constant(null)),
      { maxKeys: 3, noNullPrototype: true },
    ),
  },
  { requiredKeys: ['body', 'created'] },
)

describe('a cube folder of MemOS', () => {
  test('that was exported gives the same content when it is imported', async () => {
    const alice = await temporaryNode('alice')
    const folder = await temporaryFolder()

    let run = 0
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 12 }), async (lines) => {
        const [from, to, out] = [`from-${++run}`, `to-${run}`, join(folder, `out-${run}`)]
        await alice.call('create', { name: from })
        await alice.call('create', { name: to })
        const text = lines.map((one, index) => JSON.stringify({ key: `a/${index}`, ...one })).join('\n')
        await writeFile(join(folder, `${from}.jsonl`), text)
        await alice.call('import', { cube: from, path: join(folder, `${from}.jsonl`), allowSkips: true })
        await alice.call('export', { cube: from, out, format: 'memos-cube' })
        expect((await readdir(out)).sort()).toEqual(['README.md', 'config.json', 'textual_memory.json'])
        await alice.call('import', { cube: to, path: out })
        const { keys } = await alice.call('keys', { cube: from })
        expect(await alice.call('keys', { cube: to })).toEqual({ keys })
        for (const key of keys) {
          const [a, b] = (await Promise.all([
            alice.call('get', { cube: from, key }),
            alice.call('get', { cube: to, key }),
          ])) as Record<string, unknown>[]
          expect({ ...b, commit: '' }).toEqual({ ...a, commit: '' })
        }
      }),
      { seed: 7, numRuns: 8 },
    )
  })

  test('of theirs comes back with their ids and fields, and without their vectors', async () => {
    const alice = await temporaryNode('alice')
    const folder = await temporaryFolder()

    const id = 'c1e2bfb3-4dd7-40f9-a347-a25a72223b2c'
    const sources = ['"{\\"role\\": \\"user\\"}"']
    const metadata = {
      sources,
      confidence: 0.99,
      memory_type: 'UserMemory',
      tags: ['x'],
      created_at: '2026-01-13T20:51:42.394870000+00:00',
      updated_at: '2026-01-13T20:51:42.396309000+00:00',
      embedding: [0.5],
    }
    await mkdir(join(folder, 'in'))
    await writeFile(
      join(folder, 'in', 'textual_memory.json'),
      JSON.stringify({ nodes: [{ id, memory: 'One.', metadata }], edges: [] }),
    )
    await alice.call('create', { name: 'notes' })
    await alice.call('import', { cube: 'notes', path: join(folder, 'in') })
    await alice.call('export', { cube: 'notes', out: join(folder, 'out'), format: 'memos-cube' })
    const written = JSON.parse(await readFile(join(folder, 'out', 'textual_memory.json'), 'utf8')) as {
      nodes: { id: string; memory: string; metadata: Record<string, unknown> }[]
      total_nodes: number
    }
    expect(written.total_nodes).toBe(1)
    expect(written.nodes[0]).toMatchObject({
      id,
      memory: 'One.',
      metadata: { confidence: 0.99, memory_type: 'UserMemory', tags: ['x'] },
    })
    expect(written.nodes[0]?.metadata['sources']).toEqual(['{"role":"user"}'])
    expect(JSON.stringify(written)).not.toContain('embedding')
    expect(await alice.call('import', { cube: 'notes', path: join(folder, 'out') })).toMatchObject({
      unchanged: 1,
      added: 0,
      changed: 0,
    })
  })
})
