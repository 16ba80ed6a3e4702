/**
 * What becomes public is looked at first: the whole history of a branch when it is published or merged into one that is, and
 * each new state of a public branch, before it is signed. What looks like a secret is refused by its place and kind, unless
 * the owner of the cube has said that this place may have it.
 */
import type { CID } from 'multiformats/cid'
import type { Block } from '../../core/codec/index.ts'
import { isOpaque, readMemory } from '../../core/cube/index.ts'
import { diffTrees } from '../../core/tree/index.ts'
import type { Membership, Reads, Signer, Signs, Trust } from '../needs.ts'
import { type Stored, NodeError } from '../../home/index.ts'
import { isLocalBranch, namedBranches } from '../branches.ts'
import { isWritable, type CubeRecord } from '../cube-record.ts'
import { readerOver } from '../reader-over.ts'
import { allowedIn } from './allowed.ts'
import { findSecrets, type Finding, type ScannedText } from './find-secrets.ts'
import { isMessage, textOf, textsLeaving, type Leaving, type Opened } from './leaving.ts'

/** Places that a refusal names; it says how many more there are. */
const mostNamed = 5

export interface Inspected {
  leaving: Leaving
  findings: Finding[]
}

/** What leaves with branches of a cube, and what in it looks like a secret. */
export async function inspect(
  node: Reads & Signer & Trust,
  record: CubeRecord,
  opened: Opened,
  signal?: AbortSignal,
): Promise<Inspected> {
  const leaving: Leaving = { commits: 0, memories: 0, bytes: 0, authors: [], people: [], unscanned: 0 }
  const findings = await findSecrets(textsLeaving(node, record, opened, leaving), signal)
  return { leaving, findings }
}

/** @throws ERR_DENIED when there is a finding at a place that is not allowed */
export function requireNoSecret(
  name: string,
  findings: readonly Finding[],
  allowed: ReadonlySet<string>,
  { branch, isNew = false }: { branch?: string | undefined; isNew?: boolean } = {},
): void {
  const refused = findings.filter(({ where }) => !allowed.has(where))
  const [first] = refused
  if (first === undefined) return
  const named = refused.slice(0, mostNamed).map(({ where, kind }) => `${kind} in "${where}"`)
  const more = refused.length - named.length
  throw new NodeError(
    'ERR_DENIED',
    `"${name}" would tell everybody what looks like a secret: ${named.join(', ')}${more > 0 ? `, and ${more} more` : ''}`,
    {
      hint: `${isNew ? 'nothing was written: leave it out' : wayOut(first)}; or, if it may be known: memcube publish ${JSON.stringify(name)}${branch === undefined ? '' : ` --branch ${JSON.stringify(branch)}`} --allow-secret ${JSON.stringify(first.where)}`,
    },
  )
}

/** What is left to do about it. A message is signed with its commit, and no `forget` takes it out. */
function wayOut({ where }: Finding): string {
  return isMessage(where)
    ? 'a message stays in the history: `memcube export` what the cube holds and `memcube import` it into a new one'
    : 'take it out with `memcube forget`, since history leaves too'
}

interface NewState {
  before: CID
  after: CID
  /** Blocks of it that the store does not have. */
  blocks: readonly Block[]
  message: string
}

/**
 * Before a new state of a public branch is signed. Costs what differs, and nothing where a branch or cube is private or a
 * team's.
 * @throws ERR_DENIED
 */
export async function requireNoNewSecret(
  node: Stored & Membership,
  record: CubeRecord,
  branch: string,
  state: NewState,
): Promise<void> {
  if (isShown(node, record, branch))
    await requireNone(node, record, branch, await findSecrets(newTexts(node, state)), true)
}

/**
 * Before a public branch takes in a commit: all the history that others can read then, though the branch itself may show
 * nothing of it any more.
 * @throws ERR_DENIED
 */
export async function requireNoSecretBrought(
  node: Reads & Signs & Trust,
  record: CubeRecord,
  branch: string,
  commit: CID,
): Promise<void> {
  if (!isShown(node, record, branch)) return
  const { findings } = await inspect(node, record, {
    tips: [commit],
    known: Object.values(namedBranches(record)),
  })
  await requireNone(node, record, branch, findings)
}

/** @throws ERR_DENIED */
async function requireNone(
  node: Stored,
  record: CubeRecord,
  branch: string,
  findings: readonly Finding[],
  isNew = false,
): Promise<void> {
  if (findings.length === 0) return
  const other = branch === record.branch ? undefined : branch
  requireNoSecret(record.name, findings, await allowedIn(node.store, record.cube), {
    branch: other,
    isNew,
  })
}

/** Whether others see at once what is written on a branch: of one's own published cube, and where one writes with others. */
function isShown(node: Membership, record: CubeRecord, branch: string): boolean {
  if (node.team !== undefined || isLocalBranch(record, branch)) return false
  return record.own ? record.published : isWritable(record)
}

async function* newTexts(
  node: Stored,
  { before, after, blocks, message }: NewState,
): AsyncGenerator<ScannedText> {
  yield { where: 'the message of the commit', text: message }
  const reader = readerOver(node.store, blocks)
  for await (const change of diffTrees(reader, before, after)) {
    if (change.after === undefined) continue
    const bytes = await reader.get(change.after)
    const memory = bytes === undefined ? undefined : readMemory(bytes)
    // Nobody here can read what an opaque one says; its key is looked at.
    if (memory !== undefined)
      yield isOpaque(memory) ? { where: change.key, text: change.key } : textOf(reader, change.key, memory)
  }
}
