/** Who may sign for a cube, and what changes that: a roster that enough of the authors have signed. */
import { z } from 'zod'
import { bytesEqual } from '../core/codec/index.ts'
import { formatDid } from '../core/identity/index.ts'
import {
  approvals,
  encodeRoster,
  formatRosterToken,
  maySign,
  verifyAuthors,
  type Authors,
  type Roster,
} from '../core/policy/index.ts'
import type { Signer, Signs, Trust, Writes } from './needs.ts'
import { type Locks, type Stored, invalidInput } from '../home/index.ts'
import { branchNamed, mainBranch } from './branches.ts'
import { authorsOf, rosterChanges, underAuthors } from './cube-authors.ts'
import type { CubeRecord } from './cube-record.ts'
import * as fields from './fields.ts'
import { author as person, people, type Unnamed } from './named.ts'
import { listPending, pendingEntry, pendingNames } from './pending-rosters.ts'
import { approveRoster, proposeRoster } from './propose-roster.ts'
import { holdCube } from './hold-cube.ts'
import { requireOwn, writeCommit } from './write-commit.ts'

/** What is asked about the authors of a cube; nothing of it: who they are. */
export interface AuthorsRequest {
  cube: string
  add?: string | undefined
  branches: string[]
  remove?: string | undefined
  threshold?: number | undefined
  approve?: string | undefined
}

const shownAuthor = z.object({
  ...person,
  nickname: fields.maybe,
  branches: fields.texts,
  you: z.boolean(),
})

const pendingRoster = z.object({
  token: fields.text,
  authors: z.array(shownAuthor),
  threshold: fields.count,
  signed: fields.texts.describe('who has signed of those whose signatures count'),
  signers: people,
  needed: fields.count.describe('signatures that it takes'),
})

export const authorsAnswer = z.object({
  cube: fields.text,
  n: fields.count.describe('how often the authors were changed'),
  authors: z.array(shownAuthor),
  threshold: fields.count,
  pending: z.array(pendingRoster),
  commit: fields.maybe.describe(
    'the one that put a change into force; null when nothing changed, or signatures are missing',
  ),
})
type AuthorsAnswer = Unnamed<z.infer<typeof authorsAnswer>>

/** @throws ERR_INVALID_INPUT, ERR_DENIED, ERR_NOT_FOUND */
export async function changeAuthors(node: Writes & Locks, request: AuthorsRequest): Promise<AuthorsAnswer> {
  return holdCube(node, request.cube, async (record) => {
    const { cube } = record
    const now = await authorsOf(node, record)
    const roster = await wantedRoster(node, record, now, request)
    if (roster === undefined) return answer(node, record, now, null)
    const { have, need } = approvals(now.standing, roster)
    if (have.length < need || !maySign(standingOf(roster), node.author.publicKey, mainBranch)) {
      await node.store.commit({ put: [pendingEntry(cube, roster)] })
      return answer(node, record, now, null)
    }
    return putIntoForce(node, record, now, roster)
  })
}

type Wish = Omit<AuthorsRequest, 'cube'>

function isChange({ add, remove, threshold }: Wish): boolean {
  return add !== undefined || remove !== undefined || threshold !== undefined
}

/** @throws ERR_INVALID_INPUT for what means nothing in any cube */
export function requireOneWish(wish: Wish): void {
  if (wish.branches.length > 0 && wish.add === undefined)
    throw invalidInput(
      'expected an author with a branch, got none',
      'say whose: --add AUTHOR --branch PATTERN',
    )
  if (isChange(wish) && wish.approve !== undefined)
    throw invalidInput('expected a change or an approval, got both', 'approve first, then change')
}

/** The roster that is asked for, signed by this home; undefined when nothing is. */
async function wantedRoster(
  node: Signs & Trust & Stored,
  record: CubeRecord,
  now: Authors,
  request: AuthorsRequest,
): Promise<Roster | undefined> {
  const { add, remove, threshold, branches, approve } = request
  requireOneWish(request)
  const changes = isChange(request)
  if (!changes && approve === undefined) return undefined
  requireOwn(record, mainBranch)
  if (approve !== undefined) return approveRoster(node, record, now, approve)
  const change = {
    add: add === undefined ? undefined : { did: (await node.authors.resolve(add)).did, branches },
    remove: remove === undefined ? undefined : (await node.authors.resolve(remove)).did,
    threshold,
  }
  return proposeRoster(node, record, now, change, await listPending(node.store, record.cube, now.standing))
}

/** Writes the commit that holds the roster, and the head that leads to it, in one batch. */
async function putIntoForce(
  node: Writes,
  record: CubeRecord,
  now: Authors,
  roster: Roster,
): Promise<AuthorsAnswer> {
  const { cube } = roster
  const records = [...now.rosters.map(encodeRoster), encodeRoster(roster)]
  const next = verifyAuthors(cube, await node.cubes.genesis(cube), records)
  const branch = branchNamed(record, mainBranch)
  const tree = await node.cubes.state(branch.commit)
  const written = await writeCommit(
    node,
    underAuthors(node, record, next),
    await rosterChanges(node, tree, next.rosters),
    `authors: ${next.standing.authors.length}, threshold ${next.standing.threshold}`,
    branch,
    { del: await pendingNames(node.store, record.cube) },
  )
  return answer(node, written.record, next, written.commit.toString())
}

async function answer(
  node: Signer & Stored & Trust,
  record: CubeRecord,
  now: Authors,
  commit: string | null,
): Promise<AuthorsAnswer> {
  const { n, threshold, authors: named } = now.standing
  const pending: AuthorsAnswer['pending'] = []
  for (const roster of await listPending(node.store, record.cube, now.standing)) {
    const { have, need } = approvals(now.standing, roster)
    pending.push({
      token: formatRosterToken(roster),
      authors: await shownAuthors(node, roster.authors),
      threshold: roster.threshold,
      signed: have.map(formatDid),
      signers: have.map((key) => ({ author: formatDid(key) })),
      needed: need,
    })
  }
  return { cube: record.cube, n, authors: await shownAuthors(node, named), threshold, pending, commit }
}

function shownAuthors(
  node: Signer & Trust,
  named: readonly { key: Uint8Array; branches: readonly string[] }[],
): Promise<AuthorsAnswer['authors']> {
  return Promise.all(
    named.map(async ({ key, branches }) => {
      const did = formatDid(key)
      const nickname = (await node.authors.get(did))?.nickname ?? null
      return { author: did, nickname, branches: [...branches], you: bytesEqual(key, node.author.publicKey) }
    }),
  )
}

function standingOf({ n, cube, authors: named, threshold }: Roster): Authors['standing'] {
  return { n, id: cube, authors: named, threshold }
}
