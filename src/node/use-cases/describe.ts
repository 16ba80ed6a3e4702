import { z } from 'zod'
import { infoMemory, normaliseTopic, parseMemory, type CubeInfo } from '../../core/cube/index.ts'
import { compareLicences, type LicenceComparison } from '../../core/licence/index.ts'
import { getEntry } from '../../core/tree/index.ts'
import {
  type Shelved,
  branchNamed,
  infoKey,
  type CubeRecord,
  holdOwn,
  writeCommit,
} from '../../cubes/index.ts'
import { useCase } from '../use-case.ts'
import * as inputs from './inputs.ts'
import * as outputs from './outputs.ts'

export const describe = useCase({
  name: 'describe',
  summary: 'Changes what a cube says of itself, in one commit; what is not given stays.',
  writes: 'cube',
  spans: 'one',
  placedBy: 'cube',
  input: z.strictObject({
    cube: inputs.cube,
    topics: z.array(inputs.topic).max(32).optional().describe('in place of the topics it has; [] for none'),
    licence: z.string().max(256).optional().describe('"" for none'),
    about: z.string().max(4096).optional().describe('"" for nothing'),
    message: inputs.message,
  }),
  output: z.object({
    cube: outputs.text,
    name: outputs.text,
    topics: outputs.texts,
    licence: outputs.maybe,
    about: outputs.maybe,
    commit: outputs.text,
    terms: outputs.licence.optional().describe('of a fork: what its licence is to that of its upstream'),
    ...outputs.noticed,
  }),
  async run(node, { cube: text, topics, licence, about, message }) {
    return holdOwn(node, text, async (record) => {
      const { cube } = record
      const said = {
        ...record.info,
        ...(licence !== undefined && { licence }),
        ...(about !== undefined && { about }),
      }
      const info: CubeInfo = {
        topics: topics === undefined ? record.info.topics : [...new Set(topics.map(normaliseTopic))].sort(),
        ...(said.licence !== undefined && said.licence !== '' && { licence: said.licence }),
        ...(said.about !== undefined && said.about !== '' && { about: said.about }),
      }
      const answer = {
        cube,
        name: record.name,
        topics: info.topics,
        licence: info.licence ?? null,
        about: info.about ?? null,
      }
      const terms = await upstreamTerms(node, record, info)
      if (isSame(info, record.info)) return { ...answer, ...terms, commit: record.commit.toString() }
      const branch = branchNamed(record)
      const before = await getEntry(node.store, (await node.cubes.commit(branch.commit)).tree, infoKey)
      const block = infoMemory(info, node.nowMs())
      const after = { cid: block.cid, memory: parseMemory(block.bytes), blocks: [block] }
      const { commit } = await writeCommit(
        node,
        { ...record, info },
        [{ key: infoKey, before, after }],
        message ?? `describe ${record.name}`,
        branch,
      )
      return { ...answer, ...terms, commit: commit.toString() }
    })
  },
})

/** A fork holds what its upstream wrote, under the terms of the upstream. */
async function upstreamTerms(
  node: Shelved,
  { forkOf }: CubeRecord,
  { licence }: CubeInfo,
): Promise<{ terms?: LicenceComparison }> {
  const upstream = forkOf && (await node.cubes.get(forkOf.cube.toString()))
  return upstream === undefined ? {} : { terms: compareLicences(licence, upstream.info.licence) }
}

function isSame(a: CubeInfo, b: CubeInfo): boolean {
  return a.about === b.about && a.licence === b.licence && a.topics.join('\n') === b.topics.join('\n')
}
