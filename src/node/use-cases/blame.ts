import { z } from 'zod'
import { formatDid } from '../../core/identity/index.ts'
import { commitToRead, introductionOf, proveIntroduction } from '../../cubes/index.ts'
import { notFound } from '../../home/index.ts'
import { reads } from '../agents/needed-grants.ts'
import { useCase } from '../use-case.ts'
import * as inputs from './inputs.ts'
import * as outputs from './outputs.ts'

export const blame = useCase({
  name: 'blame',
  summary: 'Who wrote what a key holds, proven by the commit that brought it.',
  writes: 'nothing',
  spans: 'one',
  placedBy: 'cube',
  grants: reads(['cube', 'key', 'at', 'branch']),
  input: z.strictObject({
    cube: inputs.cube,
    key: inputs.key,
    at: inputs.revision.optional(),
    branch: inputs.branch.optional(),
  }),
  output: z.object({
    key: outputs.text,
    memory: outputs.text,
    ...outputs.author,
    commit: outputs.text,
    cube: outputs.text,
    time: outputs.timeMs,
    message: outputs.text,
    verified: z.boolean(),
    exact: z.boolean(),
  }),
  async run(node, { cube, key: given, ...from }, { signal }) {
    const record = await node.cubes.resolve(cube)
    const key = given.normalize('NFC')
    const found = await introductionOf(node, await commitToRead(node, record, from), key, signal)
    if (found === undefined)
      throw notFound(`${record.name} has no memory "${key}"`, `see \`memcube keys ${record.name}\``)
    const { memory, cid, commit, exact } = found
    return {
      key,
      memory: memory.toString(),
      author: formatDid(commit.author),
      commit: cid.toString(),
      cube: commit.cube.toString(),
      time: commit.time,
      message: commit.message,
      verified: await proveIntroduction(node, found),
      exact,
    }
  },
})
