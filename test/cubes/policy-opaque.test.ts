// A memory of a later version cannot be shown to rules: where there are rules it is refused, with both versions named.
import { expect, test } from 'vitest'
import { encodeBlock, type Block } from '../../src/core/codec/index.ts'
import { createMemory, POLICY_KEY } from '../../src/core/cube/index.ts'
import { policyMemory } from '../../src/core/rules/index.ts'
import { buildTree } from '../../src/core/tree/index.ts'
import { requireAllowed } from '../../src/cubes/policies/judge-commit.ts'

const note = createMemory({
  v: 1,
  type: 'plaintext',
  media: 'text/plain',
  body: 'a',
  tags: [],
  created: 0,
  provenance: { activity: 'add' },
  governance: {},
})
const later = encodeBlock({ v: 9, t: 'memcube/memory', colour: 'blue' })
const policy = policyMemory({ v: 1, rules: [{ name: 'anything', require: 'true' }] }, 0)

function judged(before: [string, Block][], after: [string, Block][]): Promise<void> {
  const trees = [before, after].map((entries) => buildTree(entries.map(([key, { cid }]) => [key, cid])))
  const blocks = [...trees.flatMap((tree) => tree.blocks), ...[...before, ...after].map(([, block]) => block)]
  const held = new Map(blocks.map(({ cid, bytes }) => [cid.toString(), bytes]))
  const [old, now] = trees.map(({ root }) => root)
  return requireAllowed({
    name: 'notes',
    reader: { getMany: (cids) => Promise.resolve(cids.map((cid) => held.get(cid.toString()))) },
    before: old,
    after: now!,
    facts: {
      cube: note.block.cid,
      author: 'a',
      authors: [],
      branch: 'main',
      time: 0,
      message: '',
      parents: [note.block.cid],
    },
    readApproval: () => undefined,
  })
}

test('is refused where a policy is in force', async () => {
  const rules: [string, Block] = [POLICY_KEY, policy.block]
  await expect(judged([rules], [rules, ['a', note.block]])).resolves.toBeUndefined()
  await expect(judged([rules], [rules, ['a', later]])).rejects.toMatchObject({
    code: 'ERR_INCOMPATIBLE',
    message: expect.stringMatching(/version 9/),
  })
})

test('is kept where there is none', async () => {
  await expect(
    judged(
      [['b', note.block]],
      [
        ['b', note.block],
        ['a', later],
      ],
    ),
  ).resolves.toBeUndefined()
})
