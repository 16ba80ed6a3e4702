import { z } from 'zod'
import { RESERVED_PREFIX } from '../../core/cube/index.ts'
import { getEntry, walk } from '../../core/tree/index.ts'
import { commitToRead, readText, signerOf } from '../../cubes/index.ts'
import { forgottenError } from '../../cubes/forgotten/index.ts'
import { notFound } from '../../home/index.ts'
import { reads } from '../agents/needed-grants.ts'
import { useCase } from '../use-case.ts'
import { shownBody, shownGovernance, shownMemory, shownProvenance } from './shown-memory.ts'
import * as inputs from './inputs.ts'
import * as outputs from './outputs.ts'

export const get = useCase({
  name: 'get',
  summary: 'One memory, whole, with where it comes from.',
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
  output: shownMemory,
  async run(node, { cube, key, at, branch }) {
    const record = await node.cubes.resolve(cube)
    const cid = await commitToRead(node, record, { at, branch })
    const entry = await getEntry(node.store, await node.cubes.state(cid), key.normalize('NFC'))
    if (entry === undefined) {
      throw notFound(
        `${record.name} has no memory "${key}"${(at ?? branch) === undefined ? '' : ` at ${at ?? branch}`}`,
        `see \`memcube keys ${record.name}\``,
      )
    }
    const gone = node.forgotten.in(record.cube, entry)
    if (gone !== undefined) throw forgottenError(gone)
    const memory = await node.cubes.memory(entry)
    node.cache.used([record.cube])
    const [voice = signerOf(record)] = await node.voices.at(
      record,
      cid,
    )([{ key: key.normalize('NFC'), cid: entry, memory }])
    return {
      key,
      memory: entry.toString(),
      type: memory.type,
      media: memory.media,
      body: (await readText(node.store, memory)) ?? shownBody(memory),
      tags: memory.tags,
      created: memory.created,
      valid: memory.valid ?? null,
      provenance: shownProvenance(memory.provenance),
      governance: shownGovernance(memory.governance),
      data: memory.data ?? null,
      author: voice[0].author,
      tier: await node.voices.tier(record, voice),
      commit: cid.toString(),
      // Only verified commits become current, and each block was hashed on the way out of the store.
      verified: true,
    }
  },
})

export const keys = useCase({
  name: 'keys',
  summary: 'The keys of a cube, in order.',
  writes: 'nothing',
  spans: 'one',
  placedBy: 'cube',
  grants: reads(['cube', 'prefix', 'branch', 'at']),
  input: z.strictObject({
    cube: inputs.cube,
    prefix: z.string().max(1024).optional(),
    branch: inputs.branch.optional(),
    at: inputs.revision.optional(),
  }),
  output: z.object({ keys: outputs.texts }),
  async run(node, { cube, prefix, ...from }) {
    const record = await node.cubes.resolve(cube)
    const tree = await node.cubes.state(await commitToRead(node, record, from))
    const found: string[] = []
    for await (const [key] of walk(
      node.store,
      tree,
      prefix === undefined ? {} : { prefix: prefix.normalize('NFC') },
    )) {
      if (!key.startsWith(RESERVED_PREFIX) || prefix?.startsWith(RESERVED_PREFIX) === true) found.push(key)
    }
    return { keys: found }
  },
})
