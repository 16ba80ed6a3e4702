import type { CID } from 'multiformats/cid'
import { z } from 'zod'
import { isOpaque } from '../../core/cube/index.ts'
import { formatDid } from '../../core/identity/index.ts'
import { commitToRead, introductionOf, proveIntroduction, type Reads } from '../../cubes/index.ts'
import { notFound, type Stored } from '../../home/index.ts'
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
    agent: outputs.maybe.describe(
      'the program that said it for its author, as the memory claims; null where it names none',
    ),
    model: outputs.maybe.describe('the model that it was made with, as the memory claims'),
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
      ...(await claimsOf(node, memory)),
    }
  },
})

/** What the memory says of who spoke. It may have been erased since, or be of a later version. */
async function claimsOf(
  { cubes, store }: Reads & Stored,
  cid: CID,
): Promise<{ agent: string | null; model: string | null }> {
  const memory = (await store.has(cid)) ? await cubes.read(cid) : undefined
  const { agent = null, model = null } = memory === undefined || isOpaque(memory) ? {} : memory.provenance
  return { agent, model }
}
