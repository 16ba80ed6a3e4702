/** Advertises branches of a cube so that others can pull them, and takes that back. */
import { z } from 'zod'
import { parseCid } from '../core/codec/index.ts'
import { formatLink, formatTicket, parseHead, signWithdrawal } from '../core/cube/index.ts'
import { headEntry, outboxEntry } from '../storage/index.ts'
import {
  type MovesBranches,
  type Reads,
  type Shelved,
  type Signer,
  type Signs,
  type Trust,
  mainBranch,
  namedBranches,
  withLocal,
  authorsOf,
  type CubeRecord,
  knownHeads,
  ownHead,
  relate,
  withoutRestored,
  requireOwn,
  isSameBranches,
  nextSeq,
  writeHead,
  publishedBranches,
  type TeamView,
  signingKey,
  fields,
  type Unnamed,
} from '../cubes/index.ts'
import { type Clock, type Locks, type Stored, NodeError } from '../home/index.ts'
import { farthestFirst } from '../network/index.ts'
import type { Peers } from './needs.ts'
import {
  allowedEntry,
  allowedIn,
  requireFew,
  findSecrets,
  inspect,
  requireNoSecret,
  type Inspected,
  leavingCounts,
  planPublish,
  planUnpublish,
  type PlannedBranches,
} from '../cubes/publishing/index.ts'

interface PublishRequest {
  cube: string
  branches?: string[] | undefined
  asRestored?: boolean | undefined
  allowSecret?: string[] | undefined
  dryRun?: boolean | undefined
}

export const publishAnswer = z.object({
  cube: fields.text,
  head: fields.text,
  ticket: fields.text,
  link: fields.text.describe(
    'the short line to send, as `link` makes it, with the places of this node as it knows them now',
  ),
  providers: fields.count,
  branches: fields.texts.describe('those that others can read now; of a dry run those that they could'),
  swarm: fields.text.optional().describe('name of the swarm whose members alone can read it'),
  leaving: leavingCounts
    .extend({ secrets: z.array(fields.secret) })
    .optional()
    .describe('what leaves that was not public before'),
})
type PublishAnswer = Unnamed<z.infer<typeof publishAnswer>>

/** @throws ERR_DENIED, ERR_LIMIT, ERR_INVALID_INPUT, ERR_NOT_FOUND */
export async function publishCube(
  node: Reads & MovesBranches & Trust & Peers & Clock & Locks,
  { cube: text, branches: names, asRestored = false, allowSecret = [], dryRun }: PublishRequest,
  signal: AbortSignal,
): Promise<PublishAnswer> {
  let inspected: Inspected | undefined
  let planned: PlannedBranches | undefined
  const record = await withOwn(
    node,
    { text, asRestored, instead: node.team === undefined && insteadOfPublish },
    async (found) => {
      const from = asRestored ? withoutRestored(found) : found
      const plan = planPublish(from, names ?? [from.branch], await branchesOfOthers(node, from))
      inspected = await inspectFirst(node, from, plan, { allowSecret, dryRun }, signal)
      planned = plan
      return dryRun === true ? found : setPublished(node, found, from, plan)
    },
  )
  const providers = dryRun === true ? 0 : ((await node.network?.seed(record, signal)) ?? 0)
  return {
    ...(await answerOf(node, record)),
    ...(dryRun === true && planned !== undefined && { branches: Object.keys(planned.named).sort() }),
    providers,
    ...(inspected !== undefined && { leaving: shownLeaving(inspected) }),
  }
}

interface Wishes {
  allowSecret: string[]
  dryRun: boolean | undefined
}

/**
 * What leaves, where others get to read more than before, and the places that may have what looks like a secret.
 * @throws ERR_DENIED, ERR_LIMIT
 */
async function inspectFirst(
  node: Reads & Signs & Trust & Clock,
  record: CubeRecord,
  { opened, named }: PlannedBranches,
  { allowSecret, dryRun = false }: Wishes,
  signal: AbortSignal,
): Promise<Inspected | undefined> {
  const { cube } = record
  const allowed = await allowedIn(node.store, cube)
  const known = record.published ? Object.values(namedBranches(record)) : []
  // Within a swarm it stays among its members.
  const isLooked = node.team === undefined && opened.length > 0
  const inspected = isLooked ? await inspect(node, record, { tips: opened, known }, signal) : undefined
  const names = { where: 'the names of branches', text: Object.keys(named).join('\n') }
  const found = [
    ...(node.team === undefined ? await findSecrets([names]) : []),
    ...(inspected?.findings ?? []),
  ]
  const more = allowSecret.filter((place) => !allowed.has(place))
  for (const place of more) allowed.add(place)
  if (!dryRun) requireNoSecret(record.name, found, allowed)
  if (!dryRun && more.length > 0) await allow(node, cube, allowed, more.length)
  return inspected === undefined ? undefined : { ...inspected, findings: found }
}

async function allow(node: Stored & Clock, cube: string, places: Set<string>, count: number): Promise<void> {
  requireFew(places)
  await node.store.commit({
    put: [allowedEntry(cube, places)],
    audit: [{ time: node.nowMs(), kind: 'allow-secret', cube: parseCid(cube), count }],
  })
}

function shownLeaving({ leaving, findings }: Inspected): NonNullable<PublishAnswer['leaving']> {
  return { ...leaving, secrets: findings.map(({ where, kind }) => ({ where, kind })) }
}

/** @throws ERR_DENIED, ERR_NOT_FOUND */
export async function unpublishCube(
  node: Reads & MovesBranches & Trust & Peers & Clock & Locks,
  { cube: text, branches: names }: Pick<PublishRequest, 'cube' | 'branches'>,
  signal: AbortSignal,
): Promise<PublishAnswer> {
  if (node.team !== undefined && names === undefined)
    throw notPublished(node.team, (await node.cubes.resolve(text)).name)
  const record = await withOwn(
    node,
    { text, asRestored: false, instead: node.team === undefined && insteadOfUnpublish },
    async (found) => {
      if (names !== undefined) return takeBack(node, found, planUnpublish(found, names))
      return found.published ? withdraw(node, { ...found, published: false }) : found
    },
  )
  const providers = (await node.network?.seed(record, signal)) ?? 0
  return { ...(await answerOf(node, record)), providers }
}

/** Members get the cubes of their swarm without anything being published. */
function notPublished({ name: swarm }: Pick<TeamView, 'name'>, name: string): NodeError {
  return new NodeError(
    'ERR_DENIED',
    `${swarm}/${name} is a cube of the swarm ${swarm}: its members read it as long as they are members, and it is not taken back from them; nothing was changed`,
    {
      hint: `\`memcube forget ${swarm}/${name} KEY\` erases a memory for everybody; \`memcube swarm remove ${swarm} AUTHOR\` ends what one member gets; what is for you alone goes into a cube outside of swarms`,
    },
  )
}

async function answerOf(
  node: Reads & Signs & Trust & Peers,
  record: CubeRecord,
): Promise<Omit<PublishAnswer, 'providers'>> {
  const published = await publishedBranches(node, record)
  return {
    cube: record.cube,
    head: String(published.has(record.branch) ? record.commit : namedBranches(record)[mainBranch]),
    ticket: ticketOf(node, record),
    link: formatLink(parseCid(record.cube), farthestFirst(node.network?.addresses() ?? [])),
    branches: [...published].sort(),
    ...(node.team !== undefined && { swarm: node.team.name }),
  }
}

/** Of a cube of somebody else: what was pulled is passed on by itself, and its author alone takes it back. */
const insteadOfPublish = ({ name, withdrawn }: CubeRecord): string =>
  withdrawn === true
    ? `its author has taken it back; \`memcube fork ${name}\` makes your own`
    : `a daemon passes on what was pulled by itself: \`memcube link ${name}\` prints what to send; \`memcube fork ${name}\` makes your own`
const insteadOfUnpublish = ({ name, followed }: CubeRecord): string =>
  `its author alone takes it back for others; ${followed ? `\`memcube unfollow ${name}\` and then ` : ''}\`memcube archive ${name}\` ends that this node has it and passes it on`

interface OwnWanted {
  text: string
  asRestored: boolean
  /** Left out in a swarm, whose members have its cubes from each other. */
  instead: ((record: CubeRecord) => string) | false
}

/** Runs with the lock of a cube that this home signs for. */
async function withOwn<T>(
  node: Shelved & Locks,
  { text, asRestored, instead }: OwnWanted,
  run: (record: CubeRecord) => Promise<T>,
): Promise<T> {
  const { cube } = await node.cubes.resolve(text)
  return node.exclusive(cube, async () => {
    const found = await node.cubes.resolve(cube)
    const hint = instead === false ? undefined : instead(found)
    requireOwn(asRestored ? withoutRestored(found) : found, undefined, hint)
    return run(found)
  })
}

/** Branches that other authors of the cube publish, where this home has nothing on them that those do not have. */
async function branchesOfOthers(node: Reads & Signer, record: CubeRecord): Promise<Set<string>> {
  const found = new Set<string>()
  if (record.rosters === undefined) return found
  const own = namedBranches(record)
  for (const { author, head } of await knownHeads(node, record.cube, await authorsOf(node, record))) {
    if (author === node.author.did) continue
    for (const [name, commit] of Object.entries(head.refs)) {
      const ours = Object.hasOwn(own, name) ? own[name] : undefined
      if (ours !== undefined && ['same', 'behind'].includes(await relate(node, ours, commit))) found.add(name)
    }
  }
  return found
}

/** @param record `found`, or the same where it may be signed for again */
async function setPublished(
  node: MovesBranches & Clock,
  found: CubeRecord,
  record: CubeRecord,
  { named, local }: PlannedBranches,
): Promise<CubeRecord> {
  const isSame = isSameBranches(named, namedBranches(record))
  if (found.restored === undefined && record.published && isSame) return record
  const next = withLocal({ ...record, published: true }, local)
  const { seq } = parseHead(record.head)
  // A co-author who publishes says for the first time that this is current.
  const isSilent = record.rosters !== undefined && ownHead(node, record) === undefined
  if (!isSame || seq < record.seq || isSilent)
    return writeHead(node, next, named, node.nowMs(), [], { told: { kind: 'publish' } })
  const { cube } = record
  await node.ledger.change({
    record: next,
    put: [outboxEntry({ kind: 'head', cube })],
    audit: [{ time: node.nowMs(), kind: 'publish', cube: parseCid(cube) }],
  })
  return next
}

/** The next head is without these branches: from then on nothing is served that only they lead to. */
async function takeBack(
  node: MovesBranches & Clock,
  record: CubeRecord,
  { named, local }: PlannedBranches,
): Promise<CubeRecord> {
  if (!record.published || isSameBranches(named, namedBranches(record))) return record
  return writeHead(node, withLocal(record, local), named, node.nowMs(), [], { told: { kind: 'unpublish' } })
}

/** A statement that takes a cube back counts as one of its heads, so that nobody takes an older head for news. */
async function withdraw(node: MovesBranches & Clock, record: CubeRecord): Promise<CubeRecord> {
  const { cube } = record
  const seq = await nextSeq(node, record)
  const withdrawn = { cube: parseCid(cube), seq, author: node.author.publicKey, time: node.nowMs() }
  const { bytes } = signWithdrawal(withdrawn, signingKey(node))
  const next = { ...record, seq }
  await node.ledger.change({
    record: next,
    put: [
      headEntry(cube, node.author.did, { seq, head: bytes }),
      outboxEntry({ kind: 'withdrawal', cube, bytes }),
    ],
    audit: [{ time: withdrawn.time, kind: 'unpublish', cube: withdrawn.cube, head: seq }],
  })
  return next
}

/** What is not published is in no ticket, not even by its name. */
function ticketOf(node: Peers, record: CubeRecord): string {
  const { cube, name, head, published } = record
  if (published && node.network !== undefined) return node.network.ticket(record)
  return formatTicket({ cube: parseCid(cube), name, addresses: [], ...(published && { head }) })
}
