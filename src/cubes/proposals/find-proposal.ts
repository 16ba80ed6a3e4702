/** The proposal that a person means by its id or the first characters of it. */
import type { CID } from 'multiformats/cid'
import type { Reads, Trust } from '../needs.ts'
import { type Clock, type Stored, invalidInput, NodeError, notFound } from '../../home/index.ts'
import { isWritable, type CubeRecord } from '../cube-record.ts'
import { heldProposals, type HeldProposal } from './held-proposals.ts'
import { isShunned } from '../is-shunned.ts'

/** As for commits: a shorter prefix is nearly always a typing error, all start with `bafyrei`. */
const minPrefixChars = 8

/** @throws ERR_NOT_FOUND, ERR_INVALID_INPUT for a prefix that fits several */
export async function findProposal(node: Stored & Clock, text: string): Promise<HeldProposal> {
  const found = (await heldProposals(node.store, node.nowMs())).filter(({ id }) => fits(id, text))
  const [first] = found
  if (first === undefined)
    throw notFound(
      `no proposal "${text}" is held here, or it has expired`,
      'see `memcube proposals`; a new one comes when a node that has it is connected',
    )
  if (found.length > 1)
    throw invalidInput(`"${text}" fits ${found.length} proposals`, 'give more characters of the id')
  return first
}

/** An open proposal to a cube of this home. @throws also ERR_DENIED, ERR_INVALID_INPUT for one that was decided */
export async function findOpen(
  node: Reads & Clock,
  text: string,
): Promise<{ held: HeldProposal; record: CubeRecord }> {
  const held = await findProposal(node, text)
  const record = await node.cubes.get(held.upstream)
  if (record === undefined || !isWritable(record))
    throw new NodeError(
      'ERR_DENIED',
      `the proposal is to ${record?.name ?? held.upstream}, which this home does not sign`,
      {
        hint: held.stored.mine
          ? 'it is yours: the authors of the cube decide, `memcube proposals` shows when they have'
          : 'only authors of the cube decide about it',
      },
    )
  if (held.state !== 'open') throw notOpen(held)
  return { held, record }
}

/** The commit of a proposal to a cube, by the id of either; undefined for none or several. */
export async function proposedCommit(
  node: Stored & Trust & Clock,
  { cube }: Pick<CubeRecord, 'cube'>,
  text: string,
): Promise<CID | undefined> {
  if (text.length < minPrefixChars) return undefined
  const found = (await heldProposals(node.store, node.nowMs())).filter(
    ({ id, upstream, proposal }) =>
      (upstream === cube || proposal.fork.toString() === cube) &&
      (fits(id, text) || fits(proposal.commit.toString(), text)),
  )
  const commits = new Set(found.map(({ proposal }) => proposal.commit.toString()))
  const [first] = found
  if (first === undefined || commits.size > 1 || (await isShunned(node, first.author))) return undefined
  return (await node.store.has(first.proposal.commit)) ? first.proposal.commit : undefined
}

function fits(id: string, text: string): boolean {
  return id === text || (text.length >= minPrefixChars && id.startsWith(text))
}

function notOpen({ state, decision }: HeldProposal): Error {
  if (state === 'superseded')
    return invalidInput('a newer proposal of this fork takes its place', 'see `memcube proposals`')
  const how = decision?.commit === undefined ? '' : `, in ${decision.commit.toString()}`
  return invalidInput(
    `the proposal was ${state} already${how}`,
    state === 'declined' ? 'its author may propose again' : 'nothing is left to do',
  )
}
