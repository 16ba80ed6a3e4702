// What is no proposal, comes too late, or is forged: a sentence, a code, and nothing that changes.
import { join } from 'node:path'
import { MemoryBlockstore } from 'blockstore-core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { cidFor, DAG_CBOR, decode, encode, parseCid } from '../../src/core/codec/index.ts'
import { createGenesis, proposalRecordId, signDecision, signProposal } from '../../src/core/cube/index.ts'
import { keyPairFromSecret } from '../../src/core/identity/index.ts'
import { createNetwork } from '../../src/network/index.ts'
import {
  createHandshake,
  createHelloProfile,
  createProposals,
  PROPOSAL_LIMITS,
  type HandshakeService,
  type ProposalBook,
  type ProposalItem,
  type ProposalsService,
} from '../../src/protocols/index.ts'
import { findProposal } from '../../src/cubes/proposals/find-proposal.ts'
import { heldProposals, proposalEntry } from '../../src/cubes/proposals/held-proposals.ts'
import { openStore, type RecordPut } from '../../src/storage/index.ts'
import { fillTables, flipOnDisk } from '../storage/flip-on-disk.ts'
import { reopen, temporaryFolder, temporaryNode } from '../helpers/temporary-home.ts'
import {
  back,
  connect,
  online,
  proposalIn,
  propose,
  put,
  rows,
  threePeople,
  type People,
  type Person,
} from './people-with-forks.ts'

const minute = { timeout: 90_000 }
const refusal = (code: string, words: string): object => ({
  code,
  message: expect.stringContaining(words) as unknown,
})

const eveKey = keyPairFromSecret(new Uint8Array(32).fill(5))
const someCube = cidFor(DAG_CBOR, Uint8Array.of(2)).toString()

/** A fork that exists in words alone, and a proposal of it. */
function imagined(upstream: string, message = ''): ProposalItem {
  const cube = parseCid(upstream)
  const commit = cidFor(DAG_CBOR, encode('nothing'))
  const fork = createGenesis({
    name: 'eves',
    authors: [eveKey.publicKey],
    visibility: 'public',
    created: 0,
    nonce: new Uint8Array(16),
    forkOf: { cube, commit },
  })
  const fields = { upstream: cube, fork: fork.cid, commit, base: commit, message, time: Date.now() }
  return { record: signProposal({ ...fields, author: eveKey.publicKey }, eveKey.secret), genesis: fork.bytes }
}

/** As this home keeps what it has proposed itself. */
function entriesOf(items: readonly ProposalItem[]): RecordPut[] {
  return items.map(({ record, genesis = new Uint8Array() }) =>
    proposalEntry(
      { upstream: someCube, id: proposalRecordId(record).toString() },
      { record, genesis, receivedMs: 0, contentBytes: 0, approvals: [], pending: [], mine: true },
    ),
  )
}

test('who has nothing to propose, or nobody to propose to, is told so', minute, async () => {
  const { alice, bob, upstream, fork } = await threePeople()
  await expect(propose(bob, fork)).rejects.toMatchObject(refusal('ERR_INVALID_INPUT', 'changes nothing'))
  await expect(propose(bob, upstream)).rejects.toMatchObject({ code: 'ERR_DENIED' })
  await bob.call('create', { name: 'plain' })
  await expect(propose(bob, 'plain')).rejects.toMatchObject(refusal('ERR_INVALID_INPUT', 'is no fork'))
  await alice.call('fork', { cube: upstream, name: 'own-fork' })
  await put(alice, 'own-fork', 'x', 'y')
  await expect(propose(alice, 'own-fork')).rejects.toMatchObject(refusal('ERR_INVALID_INPUT', 'is your own'))
  // Nothing was published on the way to a refusal.
  expect(await bob.call('show', { cube: fork })).toMatchObject({ published: false })
  expect(await rows(bob)).toEqual([])
})

test(
  'who names no proposal, another one, or one that is not theirs to decide, is told so',
  minute,
  async () => {
    const { alice, bob, carol, fork } = await threePeople()
    await connect(bob, alice)
    await put(bob, fork, 'a', 'by bob')
    const { proposal } = await propose(bob, fork)
    await proposalIn(alice, 'open')
    const unknown = cidFor(DAG_CBOR, Uint8Array.of(1)).toString()
    for (const verb of ['accept', 'decline', 'approve']) {
      await expect(alice.call(verb, { proposal: unknown })).rejects.toMatchObject({ code: 'ERR_NOT_FOUND' })
      await expect(alice.call(verb, { proposal: 'bafy' })).rejects.toMatchObject({ code: 'ERR_NOT_FOUND' })
      await expect(bob.call(verb, { proposal })).rejects.toMatchObject(refusal('ERR_DENIED', 'does not sign'))
      await expect(carol.call(verb, { proposal })).rejects.toMatchObject({ code: 'ERR_DENIED' })
    }
    const one = { key: 'a', take: 'ours' }
    await expect(alice.call('accept', { proposal, resolve: [one] })).rejects.toMatchObject({
      code: 'ERR_INVALID_INPUT',
    })
    expect(await rows(alice)).toMatchObject([{ state: 'open' }])
  },
)

test('a record that the disk has damaged takes no other with it', async () => {
  const dir = join(await temporaryFolder(), 'store')
  const kept = ['the first', 'the second'].map((message) => imagined(someCube, message))
  const ids = kept.map(({ record }) => proposalRecordId(record).toString())
  await fillTables(dir, (store) => store.commit({ put: entriesOf(kept) }))
  await flipOnDisk(dir, Buffer.from('the second'), 3)
  const store = await openStore(dir)
  onTestFinished(() => store.close())
  expect((await heldProposals(store, Date.now())).map(({ id }) => id)).toEqual([ids[0]])
})

test('a prefix that fits several proposals is none of them', async () => {
  const store = await openStore(join(await temporaryFolder(), 'store'))
  onTestFinished(() => store.close())
  // All ids begin with the same seven characters, and the eighth is one of 32.
  const kept = Array.from({ length: 33 }, (_, i) => imagined(someCube, `version ${i}`))
  const ids = kept.map(({ record }) => proposalRecordId(record).toString())
  const prefixes = ids.map((id) => id.slice(0, 8))
  const shared = prefixes.find((prefix, i) => prefixes.indexOf(prefix) !== i) ?? ''
  await store.commit({ put: entriesOf(kept) })
  const node = { store, nowMs: Date.now }
  await expect(findProposal(node, shared)).rejects.toMatchObject(refusal('ERR_INVALID_INPUT', 'fits'))
  expect((await findProposal(node, ids[3] ?? '')).id).toBe(ids[3])
})

test('a proposal is forgotten by everybody when it has expired', minute, async () => {
  const { alice, bob, carol, upstream, fork } = await threePeople()
  await connect(bob, alice)
  await put(bob, fork, 'a', 'by bob')
  const { proposal } = await propose(bob, fork)
  await proposalIn(alice, 'open')
  const late = { ...online, now: () => Date.now() + PROPOSAL_LIMITS.lifetimeMs }
  for (const person of [alice, bob, carol]) await person.close()
  const later = await reopen(alice.home, late)
  expect(await rows(later)).toEqual([])
  await expect(later.call('accept', { proposal })).rejects.toMatchObject(refusal('ERR_NOT_FOUND', 'expired'))
  // Whoever has not looked at the clock for as long is not believed either.
  const slow = await back(bob, later)
  expect((await propose(slow, fork)).refused).toMatchObject([{ peerId: later.peerId, code: 'ERR_DENIED' }])
  expect(await rows(later, upstream)).toEqual([])
})

test('a policy that asks for approvals is met by approving first', minute, async () => {
  const { alice, bob, upstream, fork } = await threePeople()
  const rules = [{ name: 'one review', when: 'key == "a"', require: 'approvals.size() >= 1' }]
  await alice.call('policy', { cube: upstream, text: JSON.stringify({ v: 1, rules }) })
  await connect(bob, alice)
  await put(bob, fork, 'a', 'by bob')
  const { proposal } = await propose(bob, fork)
  await proposalIn(alice, 'open')
  const before = await alice.call('show', { cube: upstream })
  await expect(alice.call('accept', { proposal })).rejects.toMatchObject(refusal('ERR_DENIED', 'one review'))
  expect(await alice.call('show', { cube: upstream })).toEqual(before)
  expect(await rows(alice)).toMatchObject([{ state: 'open' }])
  await alice.call('approve', { proposal })
  const { commit } = (await alice.call('accept', { proposal })) as { commit: string }
  // A follower counts the approval for itself.
  await bob.call('pull', { cube: upstream, from: alice.addresses()[0] })
  expect(await bob.call('show', { cube: upstream })).toMatchObject({ head: commit })
})

describe('a peer that is not what it seems', () => {
  interface Eve {
    peerId: string
    handshake: HandshakeService
    proposals: ProposalsService
    meet(person: Person): Promise<void>
  }

  const emptyBook: ProposalBook = {
    take: () => Promise.resolve(undefined),
    page: () => Promise.resolve({ items: [] }),
  }

  /** A stack of protocols with nothing behind it. */
  async function startEve(book: ProposalBook = emptyBook, versions?: Record<string, string[]>): Promise<Eve> {
    const logger = { debug() {}, info() {}, warn() {}, error() {} }
    const network = await createNetwork(
      { blockstore: new MemoryBlockstore(), logger, nodeKey: new Uint8Array(32).fill(9) },
      { profile: 'local', listen: [], bootstrap: [], network: 'main' },
    )
    const shared = { network, logger, now: Date.now }
    const said = createHelloProfile({ network: 'main', agent: 'eve/1' })
    const profile = { ...said, versions: versions ?? said.versions }
    let nonce = 0
    const random = (length: number): Uint8Array => new Uint8Array(length).fill(++nonce)
    const handshake = createHandshake({ ...shared, random, profile })
    const proposals = createProposals({ ...shared, handshake, book })
    handshake.start()
    proposals.start()
    await network.start()
    onTestFinished(async () => {
      await proposals.stop()
      await handshake.stop()
      await network.stop()
    })
    const meet = async (person: Person): Promise<void> => {
      const peerId = await network.dial(person.addresses()[0] ?? '')
      await handshake.agreementFor(peerId)
    }
    return { peerId: network.peerId, handshake, proposals, meet }
  }

  async function proposedTo(): Promise<People & { id: string }> {
    const people = await threePeople()
    await connect(people.bob, people.alice)
    await put(people.bob, people.fork, 'a', 'by bob')
    return { ...people, id: (await propose(people.bob, people.fork)).proposal }
  }

  test(
    'cannot forge, replay to another cube, decide for others, or offer what it does not have',
    minute,
    async () => {
      const { alice, carol, upstream, id } = await proposedTo()
      const eve = await startEve()
      await eve.meet(carol)
      const offer = (item: ProposalItem): Promise<void> => eve.proposals.offer(carol.peerId, item)
      const { items } = await eve.proposals.list(carol.peerId, { cubes: [parseCid(upstream)], limit: 64 })
      const [bobs] = items
      expect(items.map(({ record }) => proposalRecordId(record).toString())).toEqual([id])
      // The same again is no news, and no offence.
      await offer(bobs!)

      const fields = decode<Record<string, unknown>>(bobs!.record)
      const changed = (more: object): ProposalItem => ({ ...bobs!, record: encode({ ...fields, ...more }) })
      await expect(offer(changed({ message: 'hers' }))).rejects.toMatchObject({
        code: expect.stringMatching(/DENIED|UNVERIFIABLE/) as unknown,
      })
      await expect(offer(changed({ time: Date.now() + 60_000 }))).rejects.toMatchObject({
        code: 'ERR_UNVERIFIABLE',
      })
      const other = (await alice.call('create', { name: 'other' })) as { cube: string }
      await alice.call('publish', { cube: other.cube })
      await carol.call('pull', { cube: other.cube, from: alice.addresses()[0] })
      await expect(offer(changed({ upstream: parseCid(other.cube) }))).rejects.toMatchObject({
        code: 'ERR_UNVERIFIABLE',
      })
      await expect(offer({ record: Uint8Array.of(1, 2, 3) })).rejects.toMatchObject({
        code: 'ERR_UNVERIFIABLE',
      })

      const said = { upstream: parseCid(upstream), proposal: parseCid(id), time: Date.now() }
      const verdict = { ...said, state: 'declined' as const, author: eveKey.publicKey }
      await expect(offer({ record: signDecision(verdict, eveKey.secret) })).rejects.toMatchObject({
        code: 'ERR_UNVERIFIABLE',
      })
      await expect(offer(imagined(upstream))).rejects.toMatchObject({
        code: expect.stringMatching(/^ERR_/) as unknown,
      })
      expect(await rows(carol, upstream)).toMatchObject([{ id, state: 'open' }])
      expect(await carol.call('fsck', {})).toMatchObject({ ok: true, problems: [] })
    },
  )

  test(
    'learns nothing of a cube that is not shared, and is refused when it asks too often',
    minute,
    async () => {
      const { alice, upstream } = await proposedTo()
      const eve = await startEve()
      await eve.meet(alice)
      await proposalIn(alice, 'open')
      await alice.call('unpublish', { cube: upstream })
      const query = { cubes: [parseCid(upstream)], limit: 64 }
      expect(await eve.proposals.list(alice.peerId, query)).toEqual({ items: [] })
      await expect(eve.proposals.offer(alice.peerId, imagined(upstream))).rejects.toMatchObject({
        code: 'ERR_DENIED',
      })
      for (let i = 1; i < PROPOSAL_LIMITS.offersPerPeer; i++)
        await eve.proposals.offer(alice.peerId, imagined(upstream)).catch(() => undefined)
      await expect(eve.proposals.offer(alice.peerId, imagined(upstream))).rejects.toMatchObject({
        code: 'ERR_LIMIT',
      })
    },
  )

  test('and tells stories is asked, and not believed', minute, async () => {
    const { alice, upstream } = await proposedTo()
    const asked = Promise.withResolvers<void>()
    const eve = await startEve({
      take: () => Promise.resolve(undefined),
      page: () => {
        asked.resolve()
        return Promise.resolve({ items: [{ record: Uint8Array.of(0) }, imagined(upstream)] })
      },
    })
    await proposalIn(alice, 'open')
    await eve.meet(alice)
    await asked.promise
    await expect(eve.proposals.list(alice.peerId, { cubes: [], limit: 1 })).resolves.toEqual({ items: [] })
    expect(await rows(alice)).toHaveLength(1)
  })

  test(
    'or that is older and takes no proposals is left alone, and everything else works',
    minute,
    async () => {
      const { alice } = await proposedTo()
      const eve = await startEve(emptyBook, { sync: ['2.0.0'], announce: ['2.0.0'] })
      await eve.meet(alice)
      const { versions } = await eve.handshake.agreementFor(alice.peerId)
      expect(versions).toEqual({ sync: '2.0.0', announce: '2.0.0' })
      await expect(eve.proposals.list(alice.peerId, { cubes: [], limit: 1 })).rejects.toMatchObject({
        code: 'ERR_INCOMPATIBLE',
      })
      const lonely = await temporaryNode('dave', online)
      await eve.meet(lonely)
      expect(await lonely.call('peers', {})).toMatchObject({ peers: [{ agreement: { result: 'ok' } }] })
    },
  )
})
