import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { viewOf } from '../../../scripts/vectors/proposals/offers.ts'
import * as sample from '../../../scripts/vectors/proposals/sample.ts'
import {
  createGenesis,
  parseProposalRecord,
  proposalRecordId,
  signProposal,
} from '../../../src/core/cube/index.ts'
import { keyPairFromSecret } from '../../../src/core/identity/index.ts'
import { judgeOffer, PROPOSAL_LIMITS } from '../../../src/protocols/index.ts'
import type { AskerMessage } from '../../../src/protocols/proposals/messages.ts'
import { createRates, useRate } from '../../../src/protocols/proposals/rates.ts'
import {
  createKeeperState,
  handleKeeper,
  type KeeperInput,
  type KeeperOutput,
} from '../../../src/protocols/proposals/state.ts'

const agreement = new Uint8Array(32).fill(1)
const open: AskerMessage = { type: 'open', agreement }
const list: AskerMessage = { type: 'list', cubes: [], limit: 1 }
const offer: AskerMessage = { type: 'offer', record: sample.proposal }

const message = (one: AskerMessage): KeeperInput => ({ type: 'messageReceived', message: one })
const stored: KeeperInput = { type: 'answered', answer: { type: 'stored' } }

function run(inputs: KeeperInput[], agreed: Uint8Array | undefined = agreement): KeeperOutput[][] {
  const state = createKeeperState(agreed, 0)
  return inputs.map((input, i) => handleKeeper(state, input, i))
}

const refusedWith = (code: string, kind: string): unknown => [
  {
    type: 'send',
    message: { type: 'refused', refusal: expect.objectContaining({ code, class: kind }) as unknown },
  },
  { type: 'close' },
]

describe('the keeper of proposals', () => {
  it('answers one request after another', () => {
    const outputs = run([message(open), message(offer), stored, message(list)])
    expect(outputs).toEqual([
      [],
      [{ type: 'take', item: { record: sample.proposal } }],
      [{ type: 'send', message: { type: 'stored' } }],
      [{ type: 'find', query: { cubes: [], limit: 1 } }],
    ])
  })

  it.each<[string, KeeperInput[], Uint8Array | undefined]>([
    ['another agreement', [message({ type: 'open', agreement: new Uint8Array(32) })], agreement],
    ['no handshake', [message(open)], new Uint8Array(0)],
  ])('does nothing with %s', (_, inputs, agreed) => {
    expect(run(inputs, agreed).at(-1)).toEqual(refusedWith('ERR_INCOMPATIBLE', 'incompatible'))
  })

  it.each<[string, KeeperInput[]]>([
    ['a request before the agreement', [message(list)]],
    ['a second agreement', [message(open), message(open)]],
    ['a request while another is under way', [message(open), message(list), message(offer)]],
  ])('ends a stream with %s, and says nothing more', (_, inputs) => {
    const outputs = run([...inputs, message(list), stored])
    expect(outputs.at(-3)).toEqual(refusedWith('ERR_UNVERIFIABLE', 'unverifiable'))
    expect(outputs.slice(-2)).toEqual([[], []])
  })

  it('ends a stream after too many requests', () => {
    const asked = Array.from({ length: PROPOSAL_LIMITS.maxRequests }, () => [message(list), stored]).flat()
    const outputs = run([message(open), ...asked, message(list)])
    expect(outputs.at(-1)).toEqual(refusedWith('ERR_LIMIT', 'limit'))
    expect(outputs.at(-3)).toMatchObject([{ type: 'find' }])
  })

  it('ends a silent stream, but not one that it works for', () => {
    const state = createKeeperState(agreement, 0)
    handleKeeper(state, message(open), 0)
    handleKeeper(state, message(offer), 0)
    expect(handleKeeper(state, { type: 'ticked' }, PROPOSAL_LIMITS.silenceMs)).toEqual([])
    handleKeeper(state, stored, PROPOSAL_LIMITS.silenceMs)
    expect(handleKeeper(state, { type: 'ticked' }, PROPOSAL_LIMITS.silenceMs * 2 - 1)).toEqual([])
    expect(handleKeeper(state, { type: 'ticked' }, PROPOSAL_LIMITS.silenceMs * 2)).toEqual(
      refusedWith('ERR_TIMEOUT', 'transient'),
    )
  })

  it('never answers more often than it was asked, and nothing after it has closed', () => {
    const anyInput = fc.constantFrom<KeeperInput>(message(open), message(list), message(offer), stored, {
      type: 'ticked',
    })
    fc.assert(
      fc.property(fc.array(fc.tuple(anyInput, fc.nat(20_000)), { maxLength: 40 }), (steps) => {
        const state = createKeeperState(agreement, 0)
        let [asked, answered, nowMs] = [0, 0, 0]
        for (const [input, waitedMs] of steps) {
          nowMs += waitedMs
          const wasClosed = state.phase === 'closed'
          const outputs = handleKeeper(state, input, nowMs)
          if (wasClosed) expect(outputs).toEqual([])
          asked += outputs.filter(({ type }) => type === 'take' || type === 'find').length
          answered += outputs.filter(
            (output) => output.type === 'send' && output.message.type === 'stored',
          ).length
          expect(answered).toBeLessThanOrEqual(asked)
        }
      }),
    )
  })
})

describe('rates', () => {
  it('let a peer ask so often in a span of time, and others as often', () => {
    const rates = createRates(2)
    expect([0, 1, 2].map((nowMs) => useRate(rates, 'eve', nowMs))).toEqual([true, true, false])
    expect(useRate(rates, 'bob', 3)).toBe(true)
    expect(useRate(rates, 'eve', PROPOSAL_LIMITS.rateMs)).toBe(true)
  })

  it('remember no more peers than they may', () => {
    const rates = createRates(1)
    for (let i = 0; i <= PROPOSAL_LIMITS.maxRates; i++) useRate(rates, `peer ${i}`, 0)
    expect(rates.used.size).toBe(PROPOSAL_LIMITS.maxRates)
    expect(useRate(rates, 'peer 1', 0)).toBe(false)
  })
})

/** Proposals of forks by as many authors. */
function crowd(count: number): { proposal: Uint8Array; genesis: Uint8Array }[] {
  return Array.from({ length: count }, (_, i) => {
    const { publicKey, secret } = keyPairFromSecret(
      new Uint8Array(32)
        .fill(7)
        .with(0, i % 256)
        .with(1, i >> 8),
    )
    const fork = createGenesis({ ...sample.fork.genesis, authors: [publicKey] })
    const fields = { ...sample.proposalFields, fork: fork.cid, author: publicKey }
    return { proposal: signProposal(fields, secret), genesis: fork.bytes }
  })
}

const served = { serves: true, isBlocked: false, authors: [sample.alice.publicKey] }

function judged(view: ReturnType<typeof viewOf>, record: Uint8Array, genesis: Uint8Array) {
  const id = proposalRecordId(record).toString()
  const parsed = parseProposalRecord(record)
  if (parsed.t === 'memcube/comment') throw new TypeError('a comment is judged by judgeComment')
  return judgeOffer(view, { id, record: parsed, genesis }, sample.TIME)
}

describe('a crowd of proposers', () => {
  it('is refused when too many of their proposals are open', () => {
    const all = crowd(PROPOSAL_LIMITS.openPerCube)
    expect(judged(viewOf(all, served), sample.proposal, sample.fork.bytes)).toMatchObject({
      type: 'refused',
      refusal: { class: 'limit' },
    })
    expect(judged(viewOf(all.slice(1), served), sample.proposal, sample.fork.bytes).type).toBe('keep')
  })

  it('makes room with what is no longer open, the oldest first', () => {
    const closed = crowd(PROPOSAL_LIMITS.proposalsPerCube).map((one, i) => ({
      ...one,
      receivedMs: 1_000 - i,
    }))
    const view = viewOf(closed, served)
    for (const known of view.known) known.state = 'superseded'
    expect(judged(view, sample.proposal, sample.fork.bytes)).toEqual({
      type: 'keep',
      evict: [view.known.at(-1)!.id],
    })
    expect(
      judged(
        {
          ...view,
          known: [],
          elsewhere: Array(PROPOSAL_LIMITS.proposalsInAll).fill({ ...view.known[0], state: 'open' }),
        },
        sample.proposal,
        sample.fork.bytes,
      ),
    ).toMatchObject({
      type: 'refused',
      refusal: { class: 'limit' },
    })
  })

  const { openPerCube, openPerStranger, maxContentBytes, maxForkBytes } = PROPOSAL_LIMITS
  /** Open proposals of strangers, in the order in which they came: those of eve from one network, then one from another. */
  const ofStrangers = (): ReturnType<typeof viewOf> => {
    const view = viewOf(
      crowd(openPerCube).map((one, i) => ({ ...one, receivedMs: i })),
      served,
    )
    for (const known of view.known) Object.assign(known, { isStranger: true, network: 'eve' })
    view.known[0]!.network = 'honest'
    return view
  }

  it('of strangers gives way to anybody, of the network that has most the oldest', () => {
    const view = ofStrangers()
    const evict = [view.known[1]!.id]
    expect(judged(view, sample.proposal, sample.fork.bytes)).toEqual({ type: 'keep', evict })
    expect(judged({ ...view, isStranger: true }, sample.proposal, sample.fork.bytes)).toEqual({
      type: 'keep',
      evict,
    })
  })

  it('of strangers never takes the place of who is known here', () => {
    const view = viewOf(crowd(openPerCube), served)
    expect(judged({ ...view, isStranger: true }, sample.proposal, sample.fork.bytes).type).toBe('refused')
  })

  it('of one stranger makes room with his own', () => {
    const view = ofStrangers()
    const his = view.known.slice(-openPerStranger)
    const { author } = parseProposalRecord(sample.proposal)
    for (const one of his) one.proposal = { ...one.proposal, author }
    const few = { ...view, known: [...view.known.slice(0, 5), ...his], isStranger: true }
    expect(judged(few, sample.proposal, sample.fork.bytes)).toEqual({ type: 'keep', evict: [his[0]!.id] })
  })

  it('of strangers gives up its content too, also what is about other cubes', () => {
    const view = ofStrangers()
    for (const one of view.known) one.contentBytes = maxForkBytes
    const full = { ...view, known: [], elsewhere: view.known.slice(0, maxContentBytes / maxForkBytes) }
    expect(judged(full, sample.proposal, sample.fork.bytes)).toEqual({
      type: 'keep',
      evict: [view.known[1]!.id],
    })
    // What nobody has open any more goes first, whoever made it and however late it came.
    const closed = { ...view.known[9]!, state: 'declined' as const, isStranger: false }
    const some = { ...full, elsewhere: [...full.elsewhere.slice(1), closed] }
    expect(judged(some, sample.proposal, sample.fork.bytes)).toEqual({ type: 'keep', evict: [closed.id] })
    for (const one of view.known) one.isStranger = false
    expect(judged(full, sample.proposal, sample.fork.bytes).type).toBe('refused')
  })
})
