// What an offered proposal costs whoever it is told to: all that is kept is read for those alone that would be kept.
import { expect, test } from 'vitest'
import type { CubeRecord } from '../../src/cubes/cube-record.ts'
import { PROPOSAL_LIMITS } from '../../src/protocols/index.ts'
import type { TakesProposals } from '../../src/sharing/needs.ts'
import { takeRecord } from '../../src/sharing/proposals/take-record.ts'
import * as sample from '../../scripts/vectors/proposals/sample.ts'
import { signProposal } from '../../src/core/cube/index.ts'
import { formatDid } from '../../src/core/identity/index.ts'

interface World {
  isServed: boolean
  isBlocked?: boolean
  nowMs?: number
}

/** Offers a record to a node. @returns which records were read, and whether content was asked for */
async function offer(record: Uint8Array, { isServed, isBlocked = false, nowMs = sample.TIME }: World) {
  const read: string[] = []
  const records = (space: string) => ({
    async *readable(prefix = 'all') {
      read.push(`${space} ${prefix === `${sample.upstream.cid}/` ? 'of the cube' : prefix}`)
      yield* []
    },
    get: async () => undefined,
  })
  const cube = {
    cube: sample.upstream.cid.toString(),
    author: formatDid(sample.alice.publicKey),
    own: true,
    published: true,
  } as unknown as CubeRecord
  const node = {
    store: { records, clearStaging: async () => undefined },
    cubes: {
      get: async () => (isServed ? cube : undefined),
      genesis: async () => sample.upstream.genesis,
    },
    authors: { get: async () => (isBlocked ? { blocked: true } : undefined) },
    author: { did: formatDid(sample.alice.publicKey), publicKey: sample.alice.publicKey },
    nowMs: () => nowMs,
    exclusive: (_lock: unknown, run: () => unknown) => run(),
  } as unknown as TakesProposals
  let isFetched = false
  const content = {
    fetch: async () => {
      isFetched = true
      throw new Error('nobody has it')
    },
  }
  const item = { record, genesis: sample.fork.bytes }
  const outcome = await takeRecord(
    node,
    content as never,
    item,
    { peerId: 'eve', network: '' },
    new AbortController().signal,
  ).then(
    (refusal) => refusal?.code ?? 'kept',
    (error: Error) => error.message,
  )
  return { read, outcome, isFetched }
}

test.each<[string, World]>([
  ['to a cube that nobody has here', { isServed: false }],
  ['of somebody who is blocked', { isServed: true, isBlocked: true }],
])('a proposal %s is refused before any is read', async (_what, world) => {
  expect(await offer(sample.proposal, world)).toEqual({ read: [], outcome: 'ERR_DENIED', isFetched: false })
})

test.each<[string, Uint8Array, World, string]>([
  [
    'that comes too early',
    sample.proposal,
    { isServed: true, nowMs: sample.TIME - PROPOSAL_LIMITS.maxAheadMs - 1 },
    'ERR_DENIED',
  ],
  [
    'whose signature does not hold',
    signProposal(sample.proposalFields, sample.eve.secret),
    { isServed: true },
    'signature',
  ],
  ['about a proposal that is not here', sample.accepted, { isServed: true }, 'ERR_DENIED'],
  ['about a proposal of nobody knows which cube', sample.accepted, { isServed: false }, 'ERR_DENIED'],
])('a record %s is refused by what is kept for its cube', async (_what, record, world, code) => {
  const { read, outcome, isFetched } = await offer(record, world)
  expect(outcome).toContain(code)
  expect({ read, isFetched }).toEqual({ read: ['proposals of the cube'], isFetched: false })
})

test('a proposal that would be kept is counted among those of all cubes before its content is asked for', async () => {
  expect(await offer(sample.proposal, { isServed: true })).toEqual({
    read: ['proposals of the cube', 'proposals '],
    outcome: 'nobody has it',
    isFetched: true,
  })
})
