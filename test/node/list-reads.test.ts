// What `list` reads of cubes that did not change since somebody last looked: no more of a large one than of a small one.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { add } from '../../src/node/use-cases/add.ts'
import { branch } from '../../src/node/use-cases/branch.ts'
import { create } from '../../src/node/use-cases/create.ts'
import { importMemories } from '../../src/node/use-cases/import.ts'
import { list } from '../../src/node/use-cases/list.ts'
import { merge } from '../../src/node/use-cases/merge.ts'
import type { Life } from '../../src/swarms/life.ts'
import { countReads } from '../helpers/count-reads.ts'
import { openLifeOf } from '../helpers/open-life-of.ts'
import { temporaryFolder } from '../helpers/temporary-home.ts'

const options = { signal: new AbortController().signal, progress() {} }

async function homeOf(memories: number): Promise<Life> {
  const life = await openLifeOf('alice')
  await create.run(life, { name: 'notes', topics: [] }, options)
  const path = join(await temporaryFolder(), 'notes.jsonl')
  const lines = Array.from({ length: memories }, (_, i) =>
    JSON.stringify({ key: `k/${i}`, body: `text ${i}` }),
  )
  await writeFile(path, lines.join('\n'))
  await importMemories.run(life, importMemories.input.parse({ cube: 'notes', path }), options)
  return life
}

/** As another process asks. */
async function listed(life: Life): Promise<{ blocks: number; waiting: unknown }> {
  const { node, reads } = countReads(life)
  const { cubes } = await list.run(node, {}, options)
  return { blocks: reads.blocks, waiting: cubes[0]?.waiting }
}

test('list reads no more of a cube of 2,000 memories than of one of 200', { timeout: 60_000 }, async () => {
  const small = await homeOf(200)
  const large = await homeOf(2_000)
  const [first] = [await listed(large), await listed(small)]
  expect(first.blocks).toBeGreaterThan(50)
  const again = await listed(large)
  expect(again.blocks).toBeLessThanOrEqual((await listed(small)).blocks)
  expect(again.waiting).toEqual(first.waiting)
  // What is written since is all that is looked at: the way to it in both trees.
  await add.run(large, { cube: 'notes', key: 'k/7', text: 'anew' }, options)
  expect((await listed(large)).blocks).toBeLessThan(12)
})

test(
  'what was edited twice is found by the next process, which keeps no key',
  { timeout: 60_000 },
  async () => {
    const life = await homeOf(300)
    const put = async (text: string, on: { branch?: string }): Promise<void> =>
      void (await add.run(life, { cube: 'notes', key: 'secret/k', text, ...on }, options))
    await put('as it was', {})
    await branch.run(life, branch.input.parse({ cube: 'notes', name: 'other' }), options)
    await put('what one wrote', {})
    await put('what the other wrote', { branch: 'other' })
    await merge.run(life, merge.input.parse({ cube: 'notes', other: 'other', strategy: 'union' }), options)
    const first = await listed(life)
    expect(first.waiting).toMatchObject([{ kind: 'edited-twice', key: 'secret/k' }])
    const again = await listed(life)
    expect(again.waiting).toEqual(first.waiting)
    expect(again.blocks).toBeLessThan(first.blocks)
    const kept: unknown[] = []
    for await (const [, look] of life.store.records('meta').list('edited-twice/')) kept.push(look)
    expect(kept).toHaveLength(1)
    expect(JSON.stringify(kept)).not.toContain('secret')
  },
)
