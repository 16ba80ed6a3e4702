import { createHash } from 'node:crypto'
import { atOnce } from '../../../src/core/turns/index.ts'
import { planComparison } from '../../../src/protocols/announce/comparing.ts'
import { keyOf } from '../../../src/protocols/compare/digest-of-statements.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { signHead, topicCid } from '../../../src/core/cube/index.ts'
import { isKeyKnown, keyPairFromSecret } from '../../../src/core/identity/index.ts'
import {
  announceTopics,
  topicOf,
  type CandidateOutcome,
  type FollowedCube,
} from '../../../src/protocols/index.ts'
import { ANNOUNCE_LIMITS } from '../../../src/protocols/announce/limits.ts'
import { createAnnounceState, handle } from '../../../src/protocols/announce/state.ts'
import type {
  AnnounceInput,
  AnnounceOutput,
  AnnounceState,
} from '../../../src/protocols/announce/announce-state.ts'
import { bob, eve, NOW, SampleCube } from '../sample.ts'

const cube = new SampleCube()
await cube.commit({ a: 'one' })
const first = cube.head(1)
await cube.commit({ b: 'two' })
const second = cube.head(2)
const third = cube.head(3)
const topic = topicOf('test', cube.id)

function following(seq?: number, head = first.bytes): AnnounceState {
  const state = createAnnounceState('test')
  const marks = seq === undefined ? [] : [{ author: cube.author.publicKey, seq, head }]
  handle(state, { type: 'followed', cube: { cube: cube.id, genesis: cube.genesis.bytes, marks } }, NOW)
  return state
}

const gossip = (bytes: Uint8Array, peerId = 'alice', on = topic): AnnounceInput => ({
  type: 'gossipReceived',
  topic: on,
  bytes,
  peerId,
})
const verdict = (outputs: AnnounceOutput[]) => outputs.find((output) => output.type === 'verdict')?.verdict
const types = (outputs: AnnounceOutput[]) => outputs.map(({ type }) => type)
const ended = (outcome: CandidateOutcome, bytes = first.bytes): AnnounceInput => ({
  type: 'candidateEnded',
  cube: cube.id.toString(),
  bytes,
  outcome,
})

describe('a head that is gossiped', () => {
  it('and newer is passed on and fetched', () => {
    const outputs = handle(following(), gossip(first.bytes), NOW)
    expect(verdict(outputs)).toBe('accept')
    expect(outputs[1]).toMatchObject({
      type: 'fetch',
      candidate: { peers: ['alice'], headBytes: first.bytes },
    })
  })

  it.each<[string, () => AnnounceInput, string]>([
    ['too large', () => gossip(new Uint8Array(4_097)), 'reject'],
    ['rubbish', () => gossip(Uint8Array.of(1, 2, 3)), 'reject'],
    [
      'on the topic of another shard',
      () =>
        gossip(
          first.bytes,
          'alice',
          announceTopics('test').find((other) => other !== topic),
        ),
      'reject',
    ],
    ['on another network', () => gossip(first.bytes, 'alice', topicOf('lab', cube.id)), 'reject'],
    ['expired', () => gossip(cube.head(1, { expires: NOW }).bytes), 'ignore'],
    ['signed by somebody else', () => gossip(cube.head(1, { by: eve }).bytes), 'ignore'],
    [
      'with one bit flipped',
      () => gossip(first.bytes.with(first.bytes.length - 3, first.bytes.at(-3)! ^ 1)),
      'reject',
    ],
    ['known', () => gossip(first.bytes), 'ignore'],
  ])('and %s is not fetched', (name, input, expected) => {
    const outputs = handle(following(name === 'known' ? 1 : undefined), input(), NOW)
    expect(verdict(outputs)).toBe(expected)
    expect(types(outputs)).not.toContain('fetch')
  })

  it('and older is ignored, and seen as what it is', () => {
    const outputs = handle(following(2, second.bytes), gossip(first.bytes), NOW)
    expect(verdict(outputs)).toBe('ignore')
    expect(outputs[1]).toMatchObject({
      type: 'observed',
      observation: { type: 'rollback', have: 2, got: 1, peerId: 'alice' },
    })
  })

  it('with the number of a known one but other refs is shown and passed on once', () => {
    const state = following(2, second.bytes)
    const other = cube.head(2, { commit: cube.commits[0]!.cid })
    const outputs = handle(state, gossip(other.bytes), NOW)
    expect(verdict(outputs)).toBe('accept')
    expect(outputs[1]).toMatchObject({
      type: 'observed',
      observation: { type: 'forked', known: second.bytes, other: other.bytes },
    })
    expect(verdict(handle(state, gossip(other.bytes, 'carol'), NOW))).toBe('ignore')
  })

  it('that jumps far ahead is held back', () => {
    const outputs = handle(following(1), gossip(cube.head(1_000_002).bytes), NOW)
    expect(verdict(outputs)).toBe('ignore')
    expect(outputs[1]).toMatchObject({ type: 'observed', observation: { type: 'quarantine' } })
  })

  it('again while it is fetched is another source, and no second fetch', () => {
    const state = following()
    handle(state, gossip(first.bytes), NOW)
    const outputs = handle(state, gossip(first.bytes, 'carol'), NOW)
    expect(outputs).toEqual([{ type: 'verdict', verdict: 'ignore', reason: 'it is on its way' }])
    const retried = handle(state, ended('refused'), NOW + 1)
    expect(retried).toEqual([])
    expect(handle(state, { type: 'ticked' }, NOW + 1 + ANNOUNCE_LIMITS.firstRetryMs)).toMatchObject([
      { type: 'fetch', candidate: { peers: ['carol'] } },
    ])
  })

  it('and newer than the one being fetched is fetched after it', () => {
    const state = following()
    handle(state, gossip(first.bytes), NOW)
    expect(types(handle(state, gossip(third.bytes, 'carol'), NOW))).toEqual(['verdict'])
    expect(handle(state, gossip(second.bytes, 'dave'), NOW)).toHaveLength(1)
    expect(handle(state, ended('accepted'), NOW)).toMatchObject([
      { type: 'fetch', candidate: { headBytes: third.bytes, peers: ['carol'] } },
    ])
  })

  it('of a cube that nobody here follows is passed on once, if it is signed by whom it names', () => {
    const state = createAnnounceState('test')
    expect(verdict(handle(state, gossip(first.bytes), NOW))).toBe('accept')
    expect(verdict(handle(state, gossip(first.bytes, 'carol'), NOW))).toBe('ignore')
    expect(verdict(handle(state, gossip(second.bytes), NOW))).toBe('accept')
    expect(verdict(handle(state, gossip(first.bytes), NOW))).toBe('ignore')
    const forged = cube.head(9)
    expect(
      verdict(
        handle(state, gossip(forged.bytes.with(forged.bytes.length - 3, forged.bytes.at(-3)! ^ 1)), NOW),
      ),
    ).toBe('reject')
  })

  it('beyond the quota of its peer is ignored without a look at its signature, and others are not', () => {
    const state = following()
    const forged = (seq: number) => {
      const { bytes } = cube.head(seq)
      return bytes.with(bytes.length - 3, bytes.at(-3)! ^ 1)
    }
    for (let i = 0; i < ANNOUNCE_LIMITS.quotaChecks; i++)
      expect(verdict(handle(state, gossip(forged(i + 1), 'eve'), NOW))).toBe('reject')
    expect(verdict(handle(state, gossip(forged(500), 'eve'), NOW))).toBe('ignore')
    expect(verdict(handle(state, gossip(first.bytes), NOW))).toBe('accept')
    expect(verdict(handle(state, gossip(forged(501), 'eve'), NOW + ANNOUNCE_LIMITS.quotaMs))).toBe('reject')
  })
})

describe('heads by keys that nobody met, of cubes that are not followed', () => {
  const strangers = Array.from({ length: 200 }, (_, i) => {
    const author = keyPairFromSecret(createHash('sha256').update(`stranger ${i}`).digest())
    const theirs = new SampleCube({ author })
    const head = signHead(
      {
        cube: theirs.id,
        seq: 1,
        refs: { main: cube.tip.cid },
        author: author.publicKey,
        time: NOW,
        expires: NOW + 86_400_000,
      },
      author.secret,
    )
    return { key: author.publicKey, bytes: head.bytes, topic: topicOf('test', theirs.id) }
  })
  const proven = () => strangers.filter(({ key }) => isKeyKnown(key)).length

  it('are passed on as far as the share of a peer and of all goes; the rest costs no proof of a key', () => {
    const state = following()
    const { quotaFreshKeys, quotaAllFreshKeys } = ANNOUNCE_LIMITS
    for (const { bytes, topic: on } of strangers.slice(0, 50)) handle(state, gossip(bytes, 'eve', on), NOW)
    expect(proven()).toBe(quotaFreshKeys)
    for (const [i, { bytes, topic: on }] of strangers.slice(50).entries())
      handle(state, gossip(bytes, `eve ${i}`, on), NOW)
    expect(proven()).toBe(quotaAllFreshKeys)
    expect(verdict(handle(state, gossip(first.bytes), NOW))).toBe('accept')
  })
})

describe('a withdrawal', () => {
  it('that is newer is passed on and seen', () => {
    const outputs = handle(following(2, second.bytes), gossip(cube.withdrawal(3)), NOW)
    expect(verdict(outputs)).toBe('accept')
    expect(outputs[1]).toMatchObject({
      type: 'observed',
      observation: { type: 'withdrawn', withdrawal: { seq: 3 } },
    })
  })

  it('that is not newer than the head is ignored', () => {
    expect(verdict(handle(following(2, second.bytes), gossip(cube.withdrawal(2)), NOW))).toBe('ignore')
  })

  it('with a number that nothing could follow is held back', () => {
    expect(verdict(handle(following(2, second.bytes), gossip(cube.withdrawal(1_000_002)), NOW))).toBe(
      'accept',
    )
    const outputs = handle(following(2, second.bytes), gossip(cube.withdrawal(1_000_003)), NOW)
    expect(verdict(outputs)).toBe('ignore')
    expect(outputs[1]).toMatchObject({ observation: { type: 'quarantine', got: 1_000_003 } })
  })

  it('stands against the heads before it', () => {
    const bytes = cube.withdrawal(3)
    const state = following(3, bytes)
    expect(verdict(handle(state, gossip(second.bytes), NOW))).toBe('ignore')
    expect(verdict(handle(state, gossip(cube.head(4).bytes), NOW))).toBe('accept')
  })
})

describe('a fetch', () => {
  it('that succeeds raises the mark', () => {
    const state = following()
    handle(state, gossip(second.bytes), NOW)
    handle(state, ended('accepted', second.bytes), NOW)
    expect(verdict(handle(state, gossip(first.bytes), NOW))).toBe('ignore')
    expect(verdict(handle(state, gossip(third.bytes), NOW))).toBe('accept')
  })

  it('that fails is tried again, later each time, and at once when another peer has it', () => {
    const state = following()
    handle(state, gossip(first.bytes), NOW)
    handle(state, ended('failed'), NOW)
    expect(handle(state, { type: 'ticked' }, NOW + ANNOUNCE_LIMITS.firstRetryMs - 1)).toEqual([])
    expect(types(handle(state, { type: 'ticked' }, NOW + ANNOUNCE_LIMITS.firstRetryMs))).toEqual(['fetch'])
    handle(state, ended('failed'), NOW + 1_000)
    expect(handle(state, { type: 'ticked' }, NOW + 1_000 + ANNOUNCE_LIMITS.firstRetryMs)).toEqual([])
    expect(
      handle(state, { type: 'headReceived', bytes: first.bytes, peerId: 'carol' }, NOW + 2_600),
    ).toMatchObject([{ type: 'fetch', candidate: { peers: ['alice', 'carol'] } }])
  })

  it('that every peer answered with false bytes is given up', () => {
    const state = following()
    handle(state, gossip(first.bytes), NOW)
    handle(state, ended('refused'), NOW)
    expect(handle(state, { type: 'ticked' }, NOW + 1e6)).toEqual([])
    expect(
      types(handle(state, { type: 'headReceived', bytes: first.bytes, peerId: 'carol' }, NOW + 1e6)),
    ).toEqual(['fetch'])
  })

  it('waits when many are under way', async () => {
    const state = createAnnounceState('test')
    const cubes = Array.from(
      { length: ANNOUNCE_LIMITS.maxFetches + 2 },
      (_, i) => new SampleCube({ name: `cube ${i}` }),
    )
    for (const one of cubes) {
      await one.commit({ a: 'a' })
      handle(state, { type: 'followed', cube: { cube: one.id, genesis: one.genesis.bytes, marks: [] } }, NOW)
    }
    const fetched = cubes.flatMap((one) =>
      handle(state, { type: 'headReceived', bytes: one.head(1).bytes, peerId: 'alice' }, NOW),
    )
    expect(fetched).toHaveLength(ANNOUNCE_LIMITS.maxFetches)
    const next = handle(
      state,
      {
        type: 'candidateEnded',
        cube: cubes[0]!.id.toString(),
        bytes: cubes[0]!.head(1).bytes,
        outcome: 'accepted',
      },
      NOW,
    )
    // The one that was asked for is passed on.
    expect(types(next)).toEqual(['publish', 'fetch'])
    // The last one waits for a place, until those that hold them turn out to be slow.
    expect(handle(state, { type: 'ticked' }, NOW + ANNOUNCE_LIMITS.slowFetchMs - 1)).toEqual([])
    expect(types(handle(state, { type: 'ticked' }, NOW + ANNOUNCE_LIMITS.slowFetchMs))).toContain('fetch')
  })

  it('that waits is dropped when the mark has passed it', () => {
    const state = following()
    handle(state, gossip(first.bytes), NOW)
    handle(state, ended('failed'), NOW)
    handle(
      state,
      {
        type: 'markRaised',
        cube: cube.id.toString(),
        mark: { author: cube.author.publicKey, seq: 2, head: second.bytes },
      },
      NOW,
    )
    expect(handle(state, { type: 'ticked' }, NOW + 1e6)).toEqual([])
  })
})

describe('a head that was found by asking', () => {
  const told = (bytes: Uint8Array): AnnounceInput => ({ type: 'headReceived', bytes, peerId: 'alice' })

  it('is gossiped by who accepts it, once, and not before', () => {
    const state = following()
    expect(types(handle(state, told(first.bytes), NOW))).toEqual(['fetch'])
    expect(handle(state, ended('failed'), NOW)).toEqual([])
    expect(types(handle(state, { type: 'ticked' }, NOW + 1_000))).toEqual(['fetch'])
    const [passed, ...rest] = handle(state, ended('accepted'), NOW + 1_000)
    expect(passed).toMatchObject({ type: 'publish', topic, bytes: first.bytes })
    expect(rest).toEqual([])
    const { id } = passed as { id: string }
    expect(handle(state, { type: 'published', id, peers: 0 }, NOW + 1_000)).toEqual([])
    expect(handle(state, { type: 'ticked' }, NOW + 1e6)).toEqual([])
  })

  it('is not, where gossip brought it too', () => {
    const heard = following()
    handle(heard, gossip(first.bytes), NOW)
    handle(heard, told(first.bytes), NOW)
    expect(handle(heard, ended('accepted'), NOW)).toEqual([])
    const late = following()
    handle(late, told(first.bytes), NOW)
    handle(late, gossip(first.bytes, 'bob'), NOW)
    expect(handle(late, ended('accepted'), NOW)).toEqual([])
  })

  it('is not, where there are too many of them', () => {
    const state = following()
    const numbers = Array.from({ length: ANNOUNCE_LIMITS.maxRetold + 3 }, (_, i) => i + 1)
    const passed = numbers.map((seq) => {
      const { bytes } = cube.head(seq)
      handle(state, told(bytes), NOW)
      return types(handle(state, ended('accepted', bytes), NOW))
    })
    expect(passed.flat()).toEqual(Array.from({ length: ANNOUNCE_LIMITS.maxRetold }, () => 'publish'))
  })
})

describe('a cube of two authors', () => {
  it('fetches the newer head of each, one after the other, whatever their numbers', async () => {
    const shared = new SampleCube({ coAuthor: bob })
    await shared.commit({ a: 'one' })
    const state = createAnnounceState('test')
    handle(
      state,
      { type: 'followed', cube: { cube: shared.id, genesis: shared.genesis.bytes, marks: [] } },
      NOW,
    )
    const hers = shared.head(7).bytes
    const his = shared.head(1, { by: bob }).bytes
    const tell = (bytes: Uint8Array): AnnounceInput => ({ type: 'headReceived', bytes, peerId: 'carol' })
    expect(handle(state, tell(hers), NOW)).toMatchObject([{ type: 'fetch', candidate: { headBytes: hers } }])
    expect(handle(state, tell(his), NOW), 'one pull for a cube at a time').toEqual([])
    const next = handle(
      state,
      { type: 'candidateEnded', cube: shared.id.toString(), bytes: hers, outcome: 'accepted' },
      NOW,
    )
    expect(next).toMatchObject([
      { type: 'publish', bytes: hers },
      { type: 'fetch', candidate: { headBytes: his } },
    ])
  })
})

describe('anti-entropy', () => {
  it('asks on connect and then every 30 s, until the peer has gone', () => {
    const state = following()
    expect(handle(state, { type: 'peerConnected', peerId: 'alice' }, NOW)).toMatchObject([
      { type: 'ask', peerId: 'alice' },
    ])
    expect(handle(state, { type: 'ticked' }, NOW + ANNOUNCE_LIMITS.askEveryMs - 1)).toEqual([])
    expect(types(handle(state, { type: 'ticked' }, NOW + ANNOUNCE_LIMITS.askEveryMs))).toEqual(['ask'])
    handle(state, { type: 'peerDisconnected', peerId: 'alice' }, NOW)
    expect(handle(state, { type: 'ticked' }, NOW + 1e9)).toEqual([])
  })

  it('asks a peer that shakes hands again, which was away, but not for the second half of one meeting', () => {
    const state = following()
    const again = (ms: number): string[] =>
      types(handle(state, { type: 'peerConnected', peerId: 'alice' }, NOW + ms))
    expect(again(0)).toEqual(['ask'])
    expect(again(ANNOUNCE_LIMITS.askAgainMs - 1)).toEqual([])
    expect(again(ANNOUNCE_LIMITS.askAgainMs)).toEqual(['ask'])
    // The next round counts from there.
    const { askEveryMs, askAgainMs } = ANNOUNCE_LIMITS
    expect(handle(state, { type: 'ticked' }, NOW + askEveryMs + askAgainMs - 1)).toEqual([])
    expect(types(handle(state, { type: 'ticked' }, NOW + askEveryMs + askAgainMs))).toEqual(['ask'])
  })

  it('compares with a peer that compares, twice as often as it asks another', () => {
    const { askEveryMs, compareEveryMs } = ANNOUNCE_LIMITS
    const state = following()
    expect(types(handle(state, { type: 'peerConnected', peerId: 'alice', compares: true }, NOW))).toEqual([
      'compare',
    ])
    expect(types(handle(state, { type: 'peerConnected', peerId: 'bob' }, NOW))).toEqual(['ask'])
    const tick = (ms: number): string[] => types(handle(state, { type: 'ticked' }, NOW + ms))
    expect(tick(compareEveryMs - 1)).toEqual([])
    expect(tick(compareEveryMs)).toEqual(['compare'])
    expect(tick(askEveryMs)).toEqual(['compare', 'ask'])
  })

  it('asks a peer with whom comparing fails again about every cube, and compares later and less often', () => {
    const { askEveryMs, compareEveryMs, compareAgainMs } = ANNOUNCE_LIMITS
    const state = following()
    const tick = (ms: number): string[] => types(handle(state, { type: 'ticked' }, NOW + ms))
    const fail = (ms: number): string[] =>
      types(handle(state, { type: 'compareFailed', peerId: 'eve', why: 'failed' }, NOW + ms))
    handle(state, { type: 'peerConnected', peerId: 'eve', compares: true }, NOW)
    expect(fail(0)).toEqual([])
    expect(tick(compareEveryMs)).toEqual(['compare'])
    expect(fail(compareEveryMs)).toEqual(['ask'])
    // As any peer that does not compare, and no more often.
    expect(tick(2 * compareEveryMs)).toEqual([])
    expect(tick(compareEveryMs + askEveryMs)).toEqual(['ask'])
    const againMs = compareEveryMs + compareAgainMs
    expect(tick(againMs)).toEqual(['compare'])
    expect(fail(againMs)).toEqual(['ask'])
    expect(tick(againMs + 2 * compareAgainMs - 1)).toEqual(['ask'])
    expect(tick(againMs + 2 * compareAgainMs + askEveryMs)).toEqual(['compare'])
  })

  it('asks a peer that is too busy to compare about every cube, and compares later', () => {
    const { compareAgainMs } = ANNOUNCE_LIMITS
    const state = following()
    handle(state, { type: 'peerConnected', peerId: 'bob', compares: true }, NOW)
    expect(types(handle(state, { type: 'compareFailed', peerId: 'bob', why: 'busy' }, NOW))).toEqual(['ask'])
    expect(types(handle(state, { type: 'ticked' }, NOW + compareAgainMs))).toEqual(['compare'])
  })

  it('asks a peer whose heads do not bear out what it claims about every cube, and no more often than others', () => {
    const { compareEveryMs } = ANNOUNCE_LIMITS
    const state = following()
    handle(state, { type: 'peerConnected', peerId: 'eve', compares: true }, NOW)
    const claim = (round: number): string[] => {
      const { comparing } = state.peers.get('eve')!
      const { comparison } = atOnce(planComparison(state, comparing!, new Uint8Array(34)))
      const [asked] = comparison.question()!
      expect(asked).toBeDefined()
      const id = keyOf(cube.id)
      comparison.answered([{ cubes: [{ id, state: new Uint8Array(32).fill(round + 1) }] }])
      return types(handle(state, { type: 'compared', peerId: 'eve' }, NOW + round * compareEveryMs))
    }
    expect(claim(0)).toEqual(['ask'])
    expect(claim(1)).toEqual(['ask'])
    expect(state.peers.get('eve')?.compareAgainMs).toBeUndefined()
    expect(claim(2)).toEqual(['ask'])
    const tick = (round: number): string[] =>
      types(handle(state, { type: 'ticked' }, NOW + round * compareEveryMs))
    expect([3, 4, 5, 6].map(tick)).toEqual([['ask'], [], ['ask'], []])
  })

  it('asks for a cube as soon as it is followed', () => {
    const state = createAnnounceState('test')
    handle(state, { type: 'peerConnected', peerId: 'alice' }, NOW)
    const follow: FollowedCube = { cube: cube.id, genesis: cube.genesis.bytes, marks: [] }
    expect(types(handle(state, { type: 'followed', cube: follow }, NOW))).toEqual(['subscribe', 'ask'])
    expect(handle(state, { type: 'followed', cube: follow }, NOW), 'but not twice').toEqual([])
  })

  it('never lowers a mark', () => {
    const seqs = fc.array(fc.record({ seq: fc.integer({ min: 1, max: 9 }), raised: fc.boolean() }), {
      maxLength: 20,
    })
    fc.assert(
      fc.property(seqs, (steps) => {
        const state = following()
        let highest = 0
        for (const { seq, raised } of steps) {
          const { bytes } = cube.head(seq)
          if (raised) {
            handle(
              state,
              {
                type: 'markRaised',
                cube: cube.id.toString(),
                mark: { author: cube.author.publicKey, seq, head: bytes },
              },
              NOW,
            )
            highest = Math.max(highest, seq)
            continue
          }
          const fetches = handle(state, { type: 'headReceived', bytes, peerId: 'alice' }, NOW).filter(
            ({ type }) => type === 'fetch',
          )
          if (seq <= highest) expect(fetches).toEqual([])
          if (fetches.length === 0) continue
          handle(state, ended('accepted', bytes), NOW)
          highest = seq
        }
      }),
      { numRuns: 50 },
    )
  })
})

describe('topics', () => {
  it('are those of the cubes followed, or all', () => {
    const state = following()
    expect(handle(state, { type: 'hearAllSet', on: true }, NOW)).toHaveLength(63)
    expect(handle(state, { type: 'hearAllSet', on: false }, NOW)).toHaveLength(63)
    expect(handle(state, { type: 'unfollowed', cube: cube.id.toString() }, NOW)).toEqual([
      { type: 'unsubscribe', topic },
    ])
  })
})

describe('the outbox', () => {
  const entry = { id: '1', cube: cube.id, bytes: first.bytes }

  it('publishes at once, and again until a peer has heard', () => {
    const state = createAnnounceState('test')
    expect(handle(state, { type: 'entryAdded', entry }, NOW)).toEqual([
      { type: 'publish', id: '1', topic, bytes: first.bytes },
    ])
    expect(handle(state, { type: 'entryAdded', entry }, NOW), 'the same entry once').toEqual([])
    expect(handle(state, { type: 'published', id: '1', peers: 0 }, NOW)).toEqual([])
    expect(types(handle(state, { type: 'ticked' }, NOW + 1_000))).toEqual(['publish'])
    expect(handle(state, { type: 'published', id: '1', peers: 2 }, NOW + 1_000)).toEqual([
      { type: 'delivered', id: '1' },
    ])
    expect(handle(state, { type: 'ticked' }, NOW + 1e9)).toEqual([])
  })

  it('has a few of many entries on their way at once, and sends each', () => {
    const state = createAnnounceState('test')
    const ids = Array.from({ length: 1_000 }, (_, i) => String(i))
    const sent: string[] = []
    const waiting: string[] = []
    const take = (outputs: AnnounceOutput[]): void => {
      for (const output of outputs) if (output.type === 'publish') waiting.push(output.id)
      expect(waiting.length).toBeLessThanOrEqual(ANNOUNCE_LIMITS.maxPublishes)
    }
    for (const id of ids)
      take(handle(state, { type: 'entryAdded', entry: { id, cube: topicCid(id), bytes: first.bytes } }, NOW))
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      sent.push(id)
      take(handle(state, { type: 'published', id, peers: 1 }, NOW))
    }
    expect(sent).toEqual(ids)
  })

  it('sends only the newest of what waits for one cube', () => {
    const state = createAnnounceState('test')
    handle(state, { type: 'entryAdded', entry }, NOW)
    handle(state, { type: 'published', id: '1', peers: 0 }, NOW)
    for (let i = 2; i < 100; i++)
      handle(state, { type: 'entryAdded', entry: { ...entry, id: String(i) } }, NOW)
    expect(state.outbox.size).toBe(1)
    expect(handle(state, { type: 'published', id: '2', peers: 1 }, NOW), 'another took its place').toEqual([])
  })

  it('tries again when a new peer has had time to join the mesh', () => {
    const state = createAnnounceState('test')
    handle(state, { type: 'entryAdded', entry }, NOW)
    for (let i = 0; i < 8; i++) {
      handle(state, { type: 'published', id: '1', peers: 0 }, NOW)
      handle(state, { type: 'ticked' }, NOW + 1e6 * i)
    }
    handle(state, { type: 'published', id: '1', peers: 0 }, NOW + 1e7)
    handle(state, { type: 'peerConnected', peerId: 'alice' }, NOW + 1e7)
    expect(types(handle(state, { type: 'ticked' }, NOW + 1e7 + ANNOUNCE_LIMITS.meshMs))).toContain('publish')
  })
})

describe('the state of announce', () => {
  it('takes any bytes without an exception', () => {
    const mutated = fc
      .tuple(fc.nat(first.bytes.length - 1), fc.nat(255))
      .map(([at, byte]) => first.bytes.with(at, byte))
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), mutated), (bytes) => {
        const outputs = handle(following(), gossip(bytes), NOW)
        expect(['accept', 'ignore', 'reject']).toContain(verdict(outputs))
        // Only the true head may be fetched.
        if (types(outputs).includes('fetch')) expect(bytes).toEqual(first.bytes)
      }),
      { numRuns: 300 },
    )
  })
})
