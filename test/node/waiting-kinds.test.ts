// What waits that needs no history to be known: decided from a record, without a node.
import { describe, expect, test } from 'vitest'
import { cidFor, DAG_CBOR } from '../../src/core/codec/index.ts'
import { createGenesis, proposalRecordId, signProposal } from '../../src/core/cube/index.ts'
import { keyPairFromSecret } from '../../src/core/identity/index.ts'
import { MemCubeError } from '../../src/core/errors.ts'
import type { CubeRecord } from '../../src/cubes/cube-record.ts'
import { runNoticed } from '../../src/node/notices.ts'
import { proposalEntry } from '../../src/cubes/proposals/held-proposals.ts'
import { openProposals, waitingIn } from '../../src/care/waiting/index.ts'

const commit = cidFor(DAG_CBOR, Buffer.from('commit'))
const theirs = cidFor(DAG_CBOR, Buffer.from('theirs'))

const kindsOf = async (record: object, team?: object): Promise<unknown[]> => {
  const node = {
    store: { records: () => ({ async *list() {}, get: async () => undefined }) },
    // Its history is damaged: what else waits is told all the same.
    cubes: { commit: () => Promise.reject(new MemCubeError('ERR_CORRUPT', 'a bit was flipped')) },
    team,
  }
  const cube = { cube: 'b1', name: 'my notes', own: true, branch: 'main', commit, ...record }
  return (await waitingIn(node as never, cube as unknown as CubeRecord, open as never)).map(
    ({ kind, hint }) => `${kind}: ${hint}`,
  )
}
const open = [{ upstream: 'b2', id: 'p2' }]

describe('what waits in a cube', () => {
  test('is nothing where nothing happened, and no proposal to another cube', async () => {
    expect(await kindsOf({})).toEqual([])
    expect(await kindsOf({ cube: 'b2' })).toEqual([expect.stringContaining('memcube accept p2')])
  })

  test('is what another author wrote beside it, with the way to take it in', async () => {
    const expected = [`unmerged: \`memcube merge 'my notes' ${theirs}\` takes in what another author wrote`]
    expect(await kindsOf({ diverged: [theirs] })).toEqual(expected)
    expect(await kindsOf({ own: false, signs: ['*'], diverged: [theirs] })).toEqual(expected)
  })

  test('is nothing of a stranger, and nothing that a writer of the swarm merges unasked', async () => {
    expect(await kindsOf({ own: false, diverged: [theirs], restored: { createdMs: 1 } })).toEqual([])
    expect(await kindsOf({ diverged: [theirs] }, { name: 'crew' })).toEqual([])
  })

  test('is the word of its owner where it came from a backup', async () => {
    const [only, ...more] = await kindsOf({ restored: { createdMs: 1 } })
    expect(only).toContain("restored: `memcube pull 'my notes'` asks others")
    expect(only).toContain("memcube publish 'my notes' --as-restored")
    expect(more).toEqual([])
  })
})

/** What eve offers to a cube, as it is kept here. */
function kept(mine: boolean): { id: string; entry: [key: string, value: unknown] } {
  const eve = keyPairFromSecret(new Uint8Array(32).fill(5))
  const fork = createGenesis({
    name: 'eves',
    authors: [eve.publicKey],
    visibility: 'public',
    created: 0,
    nonce: new Uint8Array(16),
    forkOf: { cube: theirs, commit },
  })
  const fields = { upstream: theirs, fork: fork.cid, commit, base: commit, message: '', time: 1 }
  const record = signProposal({ ...fields, author: eve.publicKey }, eve.secret)
  const id = proposalRecordId(record).toString()
  const stored = {
    record,
    genesis: fork.bytes,
    receivedMs: 1,
    contentBytes: 0,
    approvals: [],
    pending: [],
    mine,
  }
  const { key, value } = proposalEntry({ upstream: theirs.toString(), id }, stored)
  return { id, entry: [key, value] }
}

describe('a proposal waits', () => {
  test.each([
    ['where nobody has decided about its author', undefined, false, true],
    ['not where its author is blocked', { blocked: true }, false, false],
    ['not where its author is quarantined', { blocked: false, tier: 'quarantined' }, false, false],
    ['where its author is trusted', { blocked: false, tier: 'team' }, false, true],
    ['not with the one who made it', undefined, true, false],
  ])('%s', async (_what, author, mine, waits) => {
    const { id, entry } = kept(mine)
    async function* readable() {
      yield entry
    }
    const node = {
      store: { records: () => ({ readable }) },
      authors: { get: async () => author },
      nowMs: () => 2,
    }
    expect((await openProposals(node as never)).map((one) => one.id)).toEqual(waits ? [id] : [])
  })
})

describe('a write in a swarm', () => {
  const told = async (isShutOut: boolean): Promise<unknown> => {
    const record = { cube: 'b1', name: 'runbook', published: true }
    const node = {
      team: { name: 'crew' },
      space: { name: 'crew', live: { isShutOut: () => isShutOut } },
      cubes: { find: async () => record, get: async () => record },
    }
    const run = async (): Promise<unknown> => ({ key: 'k' })
    const useCase = { name: 'add', summary: '', writes: 'cube', placedBy: 'cube', run }
    return runNoticed(node as never, useCase as never, { cube: 'runbook' }, {} as never)
  }

  test('that no member lets in any more says so each time, and names the swarm', async () => {
    for (let time = 0; time < 2; time++)
      expect(await told(true)).toMatchObject({
        key: 'k',
        notice: expect.stringMatching(/^no member of crew lets this home in/) as string,
      })
  })

  test('that members let in says nothing beside its answer', async () => {
    expect(await told(false)).toEqual({ key: 'k' })
  })
})
