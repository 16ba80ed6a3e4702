import { z } from 'zod'
import { diffTrees } from '../../core/tree/index.ts'
import {
  commitToRead,
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
    a: inputs.revision.or(inputs.cube),
    b: inputs.revision.or(inputs.cube).optional(),
    branch: inputs.branch.optional(),
    text: inputs.text,
  }),
  output: keyDifference.extend(textsOfChange),
  async run(node, { cube, a, b, branch, text }) {
    const record = await node.cubes.resolve(cube)
    const before = (await resolveOther(node, record, a)).commit
    const after =
      b === undefined || branch !== undefined
        ? await commitToRead(node, record, { at: b, branch })
        : (await resolveOther(node, record, b)).commit
    const [from, to] = [await node.cubes.state(before), await node.cubes.state(after)]
    const keys = await diffKeys(node, from, to)
    return text ? { ...keys, ...(await textsOf(node, diffTrees(node.store, from, to))) } : keys
  },
})
