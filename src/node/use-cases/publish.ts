import { z } from 'zod'
import { parseCid } from '../../core/codec/index.ts'
import { formatTicket, parseHead, signWithdrawal } from '../../core/cube/index.ts'
import { headEntry, outboxEntry } from '../../storage/index.ts'
import type { NodeContext } from '../context.ts'
import { branchesOf } from '../cubes/branches.ts'
import type { CubeRecord } from '../cubes/cube-record.ts'
import { ownHead } from '../cubes/known-heads.ts'
import { lookedFor } from '../cubes/restored.ts'
import { nextSeq, requireOwn, writeHead } from '../cubes/write-commit.ts'
import { allowedEntry, allowedIn, requireFew } from '../publishing/allowed.ts'
import { inspect, requireNoSecret, type Inspected } from '../publishing/gate.ts'
import { NodeError } from '../errors.ts'
import type { Team } from '../swarms/team.ts'
import { useCase } from '../use-case.ts'
import * as inputs from './inputs.ts'
import { signingKey } from '../cubes/signing-key.ts'

export const publish = useCase({
  name: 'publish',
  summary: 'Advertises a cube and lets others pull it.',
  writes: ({ dryRun }) => (dryRun === true ? 'nothing' : 'cube'),
  input: z.strictObject({
    cube: inputs.cube,
    asRestored: z
      .boolean()
      .optional()
      .describe('go on from the state of a restored backup, whatever other nodes hold'),
    allowSecret: z
      .array(z.string().min(1).max(2048))
      .max(1000)
      .optional()
      .describe('keys under which what looks like a secret may be known to everybody, now and later'),
    dryRun: z.boolean().optional().describe('say what would leave, and publish nothing'),
  }),
  async run(node, { cube: text, asRestored, allowSecret = [], dryRun }, { signal }) {
    let inspected: Inspected | undefined
    const look = async (record: CubeRecord): Promise<void> => {
      inspected = await inspectFirst(node, record, { allowSecret, dryRun }, signal)
    }
    const record = await (dryRun === true
      ? withOwn(node, text, async (found) => {
          await look(found)
          return found
        })
      : setPublished(node, text, { published: true, asRestored, look }))
    const providers = dryRun === true ? 0 : ((await node.network?.seed(record, signal)) ?? 0)
    return {
      cube: record.cube,
      head: record.commit.toString(),
      ticket: ticketOf(node, record),
      providers,
      ...(inspected !== undefined && { leaving: shownLeaving(inspected) }),
    }
  },
})

interface Wishes {
  allowSecret: string[]
  dryRun: boolean | undefined
}

/**
 * What leaves, where the cube is not public yet, and the places that may have what looks like a secret.
 * @throws ERR_DENIED, ERR_LIMIT
 */
async function inspectFirst(
  node: NodeContext,
  record: CubeRecord,
  { allowSecret, dryRun = false }: Wishes,
  signal: AbortSignal,
): Promise<Inspected | undefined> {
  const { cube } = record
  const allowed = await allowedIn(node.store, cube)
  // Within a swarm it stays among its members.
  const inspected =
    record.published || node.team !== undefined ? undefined : await inspect(node, record, signal)
  const more = allowSecret.filter((place) => !allowed.has(place))
  for (const place of more) allowed.add(place)
  if (!dryRun && inspected !== undefined) requireNoSecret(record.name, inspected.findings, allowed)
  if (!dryRun && more.length > 0) await allow(node, cube, allowed, more.length)
  return inspected
}

async function allow(node: NodeContext, cube: string, places: Set<string>, count: number): Promise<void> {
  requireFew(places)
  await node.store.commit({
    put: [allowedEntry(cube, places)],
    audit: [{ time: node.nowMs(), kind: 'allow-secret', cube: parseCid(cube), count }],
  })
}

function shownLeaving({ leaving, findings }: Inspected): Record<string, unknown> {
  return { ...leaving, secrets: findings.map(({ where, kind }) => ({ where, kind })) }
}

export const unpublish = useCase({
  name: 'unpublish',
  summary: 'Stops advertising a cube and tells those who follow it; what they have fetched stays theirs.',
  writes: 'cube',
  input: z.strictObject({ cube: inputs.cube }),
  async run(node, { cube: text }, { signal }) {
    if (node.team !== undefined) throw notPublished(node.team, (await node.cubes.resolve(text)).name)
    const record = await setPublished(node, text, { published: false })
    await node.network?.seed(record, signal)
    return { cube: record.cube, head: record.commit.toString(), ticket: ticketOf(node, record), providers: 0 }
  },
})

/** Members get the cubes of their swarm without anything being published. */
function notPublished({ name: swarm }: Pick<Team, 'name'>, name: string): NodeError {
  return new NodeError(
    'ERR_DENIED',
    `${swarm}/${name} is a cube of the swarm ${swarm}: its members read it as long as they are members, and it is not taken back from them; nothing was changed`,
    {
      hint: `\`memcube forget ${swarm}/${name} KEY\` erases a memory for everybody; \`memcube swarm remove ${swarm} AUTHOR\` ends what one member gets; what is for you alone goes into a cube outside of swarms`,
    },
  )
}

interface Wanted {
  published: boolean
  asRestored?: boolean | undefined
  /** Runs before anything is changed, and may refuse. */
  look?(record: CubeRecord): Promise<void>
}

/** Runs with the lock of a cube that this home signs for. */
async function withOwn<T>(
  node: NodeContext,
  text: string,
  run: (record: CubeRecord) => Promise<T>,
  isLookedFor = false,
): Promise<T> {
  const { cube } = await node.cubes.resolve(text)
  return node.exclusive(cube, async () => {
    const found = await node.cubes.resolve(cube)
    requireOwn(isLookedFor ? lookedFor(found) : found)
    return run(found)
  })
}

/** A statement that takes a cube back counts as one of its heads, so that nobody takes an older head for news. */
function setPublished(
  node: NodeContext,
  text: string,
  { published, asRestored = false, look }: Wanted,
): Promise<CubeRecord> {
  const run = async (found: CubeRecord): Promise<CubeRecord> => {
    const record = asRestored ? lookedFor(found) : found
    await look?.(record)
    if (found.restored === undefined && record.published === published) return record
    const next = { ...record, published }
    if (!published) return withdraw(node, next)
    const { seq } = parseHead(record.head)
    const refs = branchesOf(record)
    // A co-author who publishes says for the first time that this is current.
    const isSilent = record.rosters !== undefined && ownHead(node, record) === undefined
    if (seq < record.seq || isSilent)
      return writeHead(node, next, refs, node.nowMs(), [], { told: { kind: 'publish' } })
    const { cube } = record
    await node.store.commit({
      put: [{ space: 'cubes', key: cube, value: next }, outboxEntry({ kind: 'head', cube })],
      audit: [{ time: node.nowMs(), kind: 'publish', cube: parseCid(cube) }],
    })
    node.events.emit('cubeChanged', next)
    return next
  }
  return withOwn(node, text, run, asRestored)
}

async function withdraw(node: NodeContext, record: CubeRecord): Promise<CubeRecord> {
  const { cube } = record
  const seq = await nextSeq(node, record)
  const fields = { cube: parseCid(cube), seq, author: node.author.publicKey, time: node.nowMs() }
  const { bytes } = signWithdrawal(fields, signingKey(node))
  const next = { ...record, seq }
  await node.store.commit({
    put: [
      { space: 'cubes', key: cube, value: next },
      headEntry(cube, node.author.did, { seq, head: bytes }),
      outboxEntry({ kind: 'withdrawal', cube, bytes }),
    ],
    audit: [{ time: fields.time, kind: 'unpublish', cube: fields.cube, head: seq }],
  })
  node.events.emit('cubeChanged', next)
  return next
}

function ticketOf(node: NodeContext, record: CubeRecord): string {
  return (
    node.network?.ticket(record) ??
    formatTicket({ cube: parseCid(record.cube), name: record.name, addresses: [], head: record.head })
  )
}
