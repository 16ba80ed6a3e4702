import { z } from 'zod'
import { RAW, type Block } from '../../core/codec/index.ts'
import { isMemoryOf, RESERVED_PREFIX, type Memory, type MemoryInput } from '../../core/cube/index.ts'
import { getEntry, walk } from '../../core/tree/index.ts'
import { type Stored, invalidInput, memoriesOf, NodeError, notFound } from '../../home/index.ts'
import type { Swarms, Space } from '../../swarms/index.ts'
import { branchNamed, compose, holdOwn, writeCommit, type CubeChange } from '../../cubes/index.ts'
import {
  allowedIn,
  findSecrets,
  type Finding,
  type ScannedText,
  requireNoSecret,
  bytesOf,
  textOf,
} from '../../cubes/publishing/index.ts'
import { useCase } from '../use-case.ts'
import * as inputs from './inputs.ts'
import { judgedBy } from './judged-by.ts'
import * as outputs from './outputs.ts'

/** Memories that leave in one commit. Guess. */
const mostReleased = 10_000

const leavingKeys = z.object({
  keys: outputs.texts,
  memories: outputs.count,
  bytes: outputs.count,
  secrets: z.array(outputs.secret),
})
const releasedAnswer = z.object({
  cube: outputs.text,
  name: outputs.text,
  from: outputs.text,
  commit: outputs.text,
  released: outputs.count,
  leaving: leavingKeys,
  ...outputs.noticed,
})

export const release = useCase({
  name: 'release',
  summary: 'Copies memories out of a swarm into a cube outside of it, after looking for secrets in them.',
  writes: ({ dryRun }) => (dryRun ? 'nothing' : 'cube'),
  spans: 'one',
  placedBy: 'to',
  input: z.strictObject({
    from: inputs.cube.superRefine(judgedBy(requirePlace)).describe('SWARM/CUBE, where they are'),
    to: inputs.cube.describe('an own cube outside of swarms'),
    keys: z.array(inputs.key).max(1_000).default([]).describe('all memories when none is named'),
    dryRun: z.boolean().default(false).describe('say what would leave, and copy nothing'),
    message: inputs.message,
  }),
  output: releasedAnswer,
  async run(node, { from, to, keys, dryRun, message }, { signal }) {
    if (node.team !== undefined)
      throw notFound(
        `no cube "${to}" is outside of swarms, where a release goes; one is in ${node.team.name}`,
        'name an own cube outside of swarms; `./NAME` says that it is one',
      )
    const { cube } = await node.cubes.resolve(to)
    const { space, name } = await placeIn(node, from)
    const taken = await takenFrom(space, name, keys)
    const findings = await findSecrets(await textsOf(space.node, taken), signal)
    const leaving = leavingOf(taken, findings)
    return holdOwn(node, cube, async (record) => {
      const branch = branchNamed(record)
      const answer = { cube, name: record.name, from: `${space.name}/${name}`, leaving }
      if (dryRun) return { ...answer, commit: branch.commit.toString(), released: 0 }
      requireNoSecret(record.name, findings, await allowedIn(node.store, cube))
      const { tree } = await node.cubes.commit(branch.commit)
      const changes: CubeChange[] = []
      for (const [key, memory] of taken) {
        const after = compose(key, released(memory), await payloadOf(space.node, key, memory))
        const before = await getEntry(node.store, tree, key)
        if (before === undefined || !isMemoryOf(before, after)) changes.push({ key, before, after })
      }
      if (changes.length === 0) return { ...answer, commit: branch.commit.toString(), released: 0 }
      const said = message ?? `release ${memoriesOf(changes.length)} of a team`
      const { commit } = await writeCommit(node, record, changes, said, branch, {
        audit: [
          {
            kind: 'release',
            time: node.nowMs(),
            cube: (await node.cubes.commit(branch.commit)).cube,
            count: changes.length,
          },
        ],
      })
      return { ...answer, commit: commit.toString(), released: changes.length }
    })
  },
})

/** Where the name of a swarm ends. @throws ERR_INVALID_INPUT */
function requirePlace(from: string): number {
  const at = from.indexOf('/')
  if (at < 1) throw notInSwarm(from)
  return at
}

function notInSwarm(from: string): NodeError {
  return invalidInput(`expected SWARM/CUBE, got "${from}"`, 'see `memcube swarm list` and `memcube list`')
}

/** @throws ERR_INVALID_INPUT for what names no swarm, ERR_NOT_FOUND */
async function placeIn(node: Swarms, from: string): Promise<{ space: Space; name: string }> {
  const at = requirePlace(from)
  if (node.swarms === undefined) throw notInSwarm(from)
  const space = (await node.swarms.spaces()).resolve(from.slice(0, at))
  return { space, name: from.slice(at + 1) }
}

async function takenFrom(
  { node }: Space,
  name: string,
  keys: readonly string[],
): Promise<Map<string, Memory>> {
  const record = await node.cubes.resolve(name)
  const { tree } = await node.cubes.commit(record.commit)
  const taken = new Map<string, Memory>()
  for await (const [key, cid] of walk(node.store, tree)) {
    if (key.startsWith(RESERVED_PREFIX) || (keys.length > 0 && !keys.includes(key))) continue
    taken.set(key, await node.cubes.memory(cid))
    if (taken.size > mostReleased)
      throw new NodeError('ERR_LIMIT', `${name} has more than ${mostReleased} memories`, {
        hint: 'name the keys that shall leave',
      })
  }
  const missing = keys.find((key) => !taken.has(key))
  if (missing !== undefined) throw notFound(`${name} has no memory "${missing}"`, 'see `memcube list`')
  return taken
}

async function textsOf(node: Stored, taken: ReadonlyMap<string, Memory>): Promise<ScannedText[]> {
  const texts: ScannedText[] = []
  for (const [key, memory] of taken) texts.push(await textOf(node.store, key, memory))
  return texts
}

function leavingOf(
  taken: ReadonlyMap<string, Memory>,
  secrets: readonly Finding[],
): z.infer<typeof leavingKeys> {
  const memories = [...taken.values()]
  return {
    keys: [...taken.keys()],
    memories: memories.length,
    bytes: memories.reduce((sum, memory) => sum + bytesOf(memory), 0),
    secrets: secrets.map(({ where, kind }) => ({ where, kind })),
  }
}

/** Who wrote it and where it was stays within the team: that is how one finds out who is in it. */
function released({ v: _v, t: _t, ...memory }: Memory): MemoryInput {
  return { ...memory, provenance: { activity: 'release' } }
}

/** @throws ERR_INVALID_INPUT for a payload of many blocks */
async function payloadOf({ store }: Stored, key: string, { body }: Memory): Promise<Block[]> {
  if (typeof body === 'string' || body instanceof Uint8Array) return []
  const bytes = body.link.code === RAW ? await store.get(body.link) : undefined
  if (bytes !== undefined) return [{ cid: body.link, bytes }]
  throw invalidInput(
    `"${key}" has a payload of ${body.bytes} bytes, which leaves a swarm as a file only`,
    `write it out with \`memcube get\` and add it with --file`,
  )
}
