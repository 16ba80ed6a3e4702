import { z } from 'zod'
import { diffTrees } from '../../core/tree/index.ts'
import {
  commitToRead,
  createBlockedWords,
  diffKeys,
  keyDifference,
  resolveOther,
  textsOf,
  textsOfChange,
} from '../../cubes/index.ts'
import { reads } from '../agents/needed-grants.ts'
import { useCase } from '../use-case.ts'
import * as inputs from './inputs.ts'

export const diff = useCase({
  name: 'diff',
  summary: 'The keys, and the words, that differ between two commits, or between a cube and another.',
  writes: 'nothing',
  spans: 'one',
  placedBy: 'cube',
  beside: ['a', 'b'],
  grants: reads(['cube', 'a', 'b', 'branch', 'text']),
  input: z.strictObject({
    cube: inputs.cube,
    a: inputs.side,
    b: inputs.side.optional(),
    branch: inputs.branch.optional(),
    text: inputs.text,
  }),
  output: keyDifference.extend(textsOfChange),
  async run(node, { cube, a, b, branch, text }) {
    const record = await node.cubes.resolve(cube)
    const before = await resolveOther(node, record, a)
    const after =
      b === undefined || branch !== undefined
        ? { record, commit: await commitToRead(node, record, { at: b, branch }) }
        : await resolveOther(node, record, b)
    const [from, to] = [await node.cubes.state(before.commit), await node.cubes.state(after.commit)]
    const keys = await diffKeys(node, from, to)
    if (!text) return keys
    const blocked = createBlockedWords(node)
    const sides = {
      before: await blocked(before.record, before.commit),
      after: await blocked(after.record, after.commit),
    }
    return { ...keys, ...(await textsOf(node, diffTrees(node.store, from, to), sides)) }
  },
})
