// What a keeper makes of floods of comments. One case for each line of the table is in the vectors.
import { describe, expect, it } from 'vitest'
import { parseProposalRecord, signComment, signProposal, type Comment } from '../../../src/core/cube/index.ts'
import { encode } from '../../../src/core/codec/index.ts'
import { keyPairFromSecret } from '../../../src/core/identity/index.ts'
import { countComments } from '../../../src/cubes/proposals/index.ts'
import { judgeComment, PROPOSAL_LIMITS, type KnownComment } from '../../../src/protocols/index.ts'
import type { AllComments } from '../../../src/protocols/proposals/judge-comment.ts'
import { viewOf } from '../../../scripts/vectors/proposals/offers.ts'
import * as sample from '../../../scripts/vectors/proposals/sample.ts'

const { alice, bob, eve, commentFields, TIME } = sample
const { commentsInAll, commentsPerAuthor, commentsPerCube, commentsPerFork, rateMs } = PROPOSAL_LIMITS
const view = viewOf([{ proposal: sample.proposal }], {
  serves: true,
  isBlocked: false,
  authors: [alice.publicKey],
})
const comment = parseProposalRecord(sample.comment) as Comment
const offered = { id: 'new', comment }

/** As if they had come long ago; nobody looks at the signatures of what is kept. */
const crowd = (count: number, of: Partial<Comment>, more: Partial<KnownComment> = {}): KnownComment[] =>
  Array.from({ length: count }, (_, i) => ({
    id: `${i}`,
    comment: { ...comment, ...of },
    receivedMs: TIME - rateMs - count + i,
    isStranger: false,
    ...more,
  }))
const person = (i: number): Uint8Array => new Uint8Array(32).fill(9).with(0, i)

describe('comments', () => {
  it('of one person end at a number, and others still have room', () => {
    const loud = crowd(commentsPerAuthor, { author: bob.publicKey })
    expect(judgeComment(view, loud, offered, TIME)).toEqual({ type: 'keep', evict: [] })
    const more = parseProposalRecord(sample.answer) as Comment
    expect(judgeComment(view, loud, { id: 'more', comment: more }, TIME)).toMatchObject({
      type: 'refused',
      refusal: { class: 'limit' },
    })
  })

  it('of one fork end at a number', () => {
    const all = Array.from({ length: commentsPerFork }, (_, i) => crowd(1, { author: person(i) })).flat()
    expect(judgeComment(view, all, offered, TIME)).toMatchObject({ refusal: { class: 'limit' } })
    expect(judgeComment(view, all.slice(1), offered, TIME)).toMatchObject({ type: 'keep' })
  })

  it('of the stranger who has said most give way where a cube has many, what is closed first', () => {
    const elsewhere = sample.commitOf('another fork')
    const few = crowd(1, { author: person(1), fork: elsewhere }, { isStranger: true, id: 'one word' })
    const many = crowd(commentsPerCube - 1, { author: person(2), fork: elsewhere }, { isStranger: true })
    expect(judgeComment(view, [...few, ...many], offered, TIME)).toEqual({ type: 'keep', evict: ['0'] })
    const open = crowd(commentsPerCube - 1, { author: person(2) }, { isStranger: true })
      .slice(commentsPerFork)
      .concat(
        crowd(commentsPerFork, { fork: elsewhere, author: person(3) }, { id: 'closed', isStranger: true }),
      )
    const own = viewOf([{ proposal: sample.proposal }, { proposal: other }], {
      serves: true,
      isBlocked: false,
      authors: [alice.publicKey],
    })
    expect(judgeComment(own, [...few, ...open].map(asOther), offered, TIME)).toEqual({
      type: 'keep',
      evict: ['closed'],
    })
  })

  it('about all cubes end at a number: strangers give way at the cube that has most, and nowhere else', () => {
    const quiet = crowd(1, { author: person(1) }, { isStranger: true, id: 'quiet' })
    const ofLargest = crowd(commentsPerCube, { author: person(2) }, { isStranger: true })
    const judged = (all: AllComments) => judgeComment(view, quiet, offered, TIME, all)
    expect(judged({ count: commentsInAll - 1, ofLargest })).toEqual({ type: 'keep', evict: [] })
    expect(judged({ count: commentsInAll, ofLargest })).toEqual({ type: 'keep', evict: ['0'] })
    const known = ofLargest.map((one) => ({ ...one, isStranger: false }))
    expect(judged({ count: commentsInAll, ofLargest: known })).toMatchObject({ refusal: { class: 'limit' } })
  })

  it('are counted over all cubes, and the one with most is named', async () => {
    const keys = ['one/f/a', 'two/f/a', 'two/g/b', 'three/f/a']
    const readable = async function* () {
      for (const key of keys) yield [key, {}] as const
    }
    const store = { records: () => ({ readable }) } as unknown as Parameters<typeof countComments>[0]
    expect(await countComments(store)).toEqual({ count: 4, largest: 'two' })
    keys.length = 0
    expect(await countComments(store)).toEqual({ count: 0, largest: undefined })
  })

  it('of people who are known here never give way', () => {
    const known = crowd(commentsPerCube, { author: person(1), fork: sample.commitOf('another fork') })
    expect(judgeComment(view, known, offered, TIME)).toMatchObject({ refusal: { class: 'limit' } })
  })

  it('of somebody who has no say, or in the name of somebody else, prove nothing', () => {
    const forged = [
      signComment({ ...commentFields, author: eve.publicKey }, eve.secret),
      signComment(commentFields, eve.secret),
      signComment({ ...commentFields, author: bob.publicKey }, eve.secret),
    ]
    for (const record of forged) {
      const said = parseProposalRecord(record) as Comment
      expect(() => judgeComment(view, [], { id: 'forged', comment: said }, TIME)).toThrow(
        expect.objectContaining({ code: 'ERR_UNVERIFIABLE' }),
      )
    }
  })

  it('of any size above 4,096 bytes are not even decoded', () => {
    for (const bytes of [4_097, 1024 * 1024]) {
      const record = encode({ ...commentFields, t: 'memcube/comment', text: 'x'.repeat(bytes) })
      expect(() => parseProposalRecord(record)).toThrow(expect.objectContaining({ code: 'ERR_LIMIT' }))
    }
  })
})

/** The proposal of another fork. */
const twin = keyPairFromSecret(new Uint8Array(32).fill(8))
const openFork = sample.commitOf('an open fork')
const other = signProposal({ ...sample.proposalFields, fork: openFork, author: twin.publicKey }, twin.secret)
/** What is said of the sample's fork, said of that one. */
function asOther(one: KnownComment): KnownComment {
  const { comment: said } = one
  return said.fork.equals(comment.fork) ? { ...one, comment: { ...said, fork: openFork } } : one
}
