import fc from 'fast-check'
import { CID } from 'multiformats/cid'
import { describe, expect, it } from 'vitest'
import { bytesEqual } from '../../../src/core/codec/index.ts'
import { createGenesis, WRITTEN_VERSION } from '../../../src/core/cube/index.ts'
import { keyPairFromSecret } from '../../../src/core/identity/index.ts'
import {
  approvals,
  encodeRoster,
  fitsPattern,
  formatRosterToken,
  genesisAuthors,
  isPattern,
  keysOf,
  maySign,
  newestKey,
  parseRoster,
  parseRosterToken,
  relateAuthors,
  ROSTER_LIMITS,
  rosterId,
  signRoster,
  signSuccessor,
  sortAuthors,
  thresholdOf,
  verifyAuthors,
  type Roster,
  type RosterAuthor,
} from '../../../src/core/policy/index.ts'

const seed = (fill: number): Uint8Array => new Uint8Array(32).fill(fill)
const [alice, bob, carol, eve] = [1, 2, 3, 4].map((fill) => keyPairFromSecret(seed(fill))) as [
  Person,
  Person,
  Person,
  Person,
]
type Person = ReturnType<typeof keyPairFromSecret>

const newCube = (nonce = 0, authors = [alice.publicKey]) =>
  createGenesis({
    name: 'notes',
    authors,
    visibility: 'public',
    created: 1,
    nonce: new Uint8Array(16).fill(nonce),
  })
const { cid: cube, genesis } = newCube()

const all = (...people: Person[]): RosterAuthor[] =>
  sortAuthors(people.map(({ publicKey }) => ({ key: publicKey, branches: ['*'] })))

interface Wanted {
  authors: RosterAuthor[]
  threshold?: number
  by: Person[]
  cube?: CID
  previous?: CID
  successor?: Roster['successor']
}

/** The next roster after some, signed by whom it says. */
function next(before: Roster | undefined, wanted: Wanted): Roster {
  const id = wanted.cube ?? cube
  const roster: Roster = {
    v: WRITTEN_VERSION,
    t: 'memcube/roster',
    cube: id,
    n: (before?.n ?? 0) + 1,
    previous: wanted.previous ?? (before === undefined ? id : rosterId(before)),
    authors: wanted.authors,
    threshold: wanted.threshold ?? 1,
    ...(wanted.successor !== undefined && { successor: wanted.successor }),
    signatures: [],
  }
  return wanted.by.reduce((signed, { secret }) => signRoster(signed, secret), roster)
}

const chain = (...rosters: Roster[]): Uint8Array[] => rosters.map(encodeRoster)
const refused = expect.objectContaining({ code: 'ERR_UNVERIFIABLE' }) as Error
const two = next(undefined, { authors: all(alice, bob), threshold: 2, by: [alice] })

describe('the authors of a cube', () => {
  it('are those of the genesis while there is no roster, each alone and on every branch', () => {
    const { standing } = verifyAuthors(cube, genesis, [])
    expect(standing).toMatchObject({ n: 0, threshold: 1 })
    expect(maySign(standing, alice.publicKey, 'anything')).toBe(true)
    expect(maySign(standing, bob.publicKey, 'main')).toBe(false)
  })

  it('follow a roster that enough of those before have signed', () => {
    const three = next(two, { authors: all(alice, bob, carol), threshold: 2, by: [alice, bob] })
    const { standing, ever } = verifyAuthors(cube, genesis, chain(two, three))
    expect(standing.n).toBe(2)
    expect(keysOf(standing)).toHaveLength(3)
    expect(ever).toHaveLength(3)
  })

  it('keep what a removed author signed, and take nothing new of them', () => {
    const without = next(two, { authors: all(bob), by: [alice, bob] })
    const { standing, ever } = verifyAuthors(cube, genesis, chain(two, without))
    expect(maySign(standing, alice.publicKey, 'main')).toBe(false)
    expect(ever.some((key) => bytesEqual(key, alice.publicKey))).toBe(true)
  })

  it.each([
    ['too few signatures', [two, next(two, { authors: all(alice), by: [alice] })]],
    ['a signature of a stranger', [next(undefined, { authors: all(alice, eve), by: [eve] })]],
    [
      'a signature of one who is only added by it',
      [next(undefined, { authors: all(alice, bob), by: [bob] })],
    ],
    ['no signature', [next(undefined, { authors: all(alice, bob), by: [] })]],
    ['another cube', [next(undefined, { authors: all(alice, bob), by: [alice], cube: newCube(1).cid })]],
    ['a step left out', [next(two, { authors: all(alice), by: [alice, bob] })]],
    ['the same step twice', [two, two]],
    ['another step before it', [two, next(two, { authors: all(bob), by: [alice, bob], previous: cube })]],
    [
      'a step that was signed for another place',
      [two, { ...next(two, { authors: all(bob), by: [alice, bob] }), previous: cube }],
    ],
  ])('are not changed by a chain with %s', (_name, rosters) => {
    expect(() => verifyAuthors(cube, genesis, chain(...rosters))).toThrow(refused)
  })

  it('are not changed by those who may sign other branches only', () => {
    const drafts = sortAuthors([
      { key: alice.publicKey, branches: ['*'] },
      { key: bob.publicKey, branches: ['draft/*'] },
    ])
    const first = next(undefined, { authors: drafts, by: [alice] })
    const coup = next(first, { authors: all(bob), by: [bob] })
    expect(() => verifyAuthors(cube, genesis, chain(first, coup))).toThrow(refused)
    const { standing } = verifyAuthors(cube, genesis, chain(first))
    expect(maySign(standing, bob.publicKey, 'draft/x')).toBe(true)
    expect(maySign(standing, bob.publicKey, 'main')).toBe(false)
    expect(thresholdOf({ ...standing, threshold: 2 }, 'main')).toBe(1)
  })

  it('are refused whole when the chain is longer than a cube may have', () => {
    const long = Array.from({ length: ROSTER_LIMITS.maxRosters + 1 }, () => new Uint8Array(1))
    expect(() => verifyAuthors(cube, genesis, long)).toThrow(
      expect.objectContaining({ code: 'ERR_LIMIT' }) as Error,
    )
    const wide = Array.from({ length: 20 }, () => new Uint8Array(ROSTER_LIMITS.maxRosterBytes))
    expect(() => verifyAuthors(cube, genesis, wide)).toThrow(
      expect.objectContaining({ code: 'ERR_LIMIT' }) as Error,
    )
  })

  it('diverge where two rosters follow one', () => {
    const [a, b] = [all(alice, bob), all(alice, carol)].map((authors) =>
      verifyAuthors(cube, genesis, chain(next(undefined, { authors, by: [alice] }))),
    ) as [ReturnType<typeof verifyAuthors>, ReturnType<typeof verifyAuthors>]
    expect(relateAuthors(a, b)).toBe('diverged')
    expect(relateAuthors(genesisAuthors(cube, genesis), a)).toBe('behind')
    expect(relateAuthors(a, genesisAuthors(cube, genesis))).toBe('ahead')
    expect(relateAuthors(a, a)).toBe('same')
  })

  it('are refused with any bit of any roster flipped, or are the same authors', { timeout: 60_000 }, () => {
    const records = chain(two, next(two, { authors: all(alice, carol), by: [alice, bob] }))
    const honest = verifyAuthors(cube, genesis, records)
    fc.assert(
      fc.property(fc.nat(1), fc.nat(), fc.nat(7), (which, byte, bit) => {
        const bytes = Uint8Array.from(records[which] as Uint8Array)
        const at = byte % bytes.length
        bytes[at] = (bytes[at] as number) ^ (1 << bit)
        const forged = records.map((record, i) => (i === which ? bytes : record))
        expect(() => verifyAuthors(cube, genesis, forged)).toThrow(
          expect.objectContaining({ code: expect.stringMatching(/^ERR_/) as string }) as Error,
        )
      }),
      { numRuns: 300 },
    )
    expect(honest.standing.n).toBe(2)
  })

  it('are never made of arbitrary bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { minLength: 1, maxLength: 3 }), (records) => {
        expect(() => verifyAuthors(cube, genesis, records)).toThrow(
          expect.objectContaining({ code: expect.stringMatching(/^ERR_/) as string }) as Error,
        )
      }),
    )
  })
})

describe('a roster', () => {
  it('has one form for one list of authors', () => {
    expect(parseRoster(encodeRoster(two))).toEqual(two)
    const reversed = { ...two, authors: [...two.authors].reverse() }
    expect(() => encodeRoster(reversed)).toThrow(/not in order/)
    expect(rosterId({ ...two, signatures: [] })).toEqual(rosterId(two))
  })

  it('does not ask for more authors than may sign main', () => {
    expect(() => encodeRoster({ ...two, threshold: 3 })).toThrow(/threshold is 3/)
    const authors = sortAuthors([
      { key: alice.publicKey, branches: ['*'] },
      { key: bob.publicKey, branches: ['draft/*'] },
    ])
    expect(() => encodeRoster({ ...two, authors })).toThrow(/1 of its authors may sign "main"/)
  })

  it('says who has signed and how many it takes', () => {
    const { standing } = verifyAuthors(cube, genesis, chain(two))
    const half = next(two, { authors: all(alice), by: [alice, eve] })
    expect(approvals(standing, half)).toEqual({ have: [alice.publicKey], need: 2 })
  })

  it('is passed on as one word, and nothing else is taken for one', () => {
    expect(parseRosterToken(formatRosterToken(two))).toEqual(two)
    const word = formatRosterToken(two)
    for (const bad of [
      '',
      'memcube-authors:',
      word.slice(0, -9),
      word.replace('authors', 'author'),
      `${word} `,
    ])
      expect(() => parseRosterToken(bad)).toThrow(
        expect.objectContaining({ code: 'ERR_INVALID_INPUT' }) as Error,
      )
  })
})

describe('a successor', () => {
  const carolForBob = signSuccessor(bob.secret, carol.secret, 5)

  it('takes the place of the one who names it, who needs nobody else', () => {
    const swapped = next(two, {
      authors: all(alice, carol),
      threshold: 2,
      successor: carolForBob,
      by: [bob],
    })
    const authors = verifyAuthors(cube, genesis, chain(two, swapped))
    expect(newestKey(authors, bob.publicKey)).toEqual(carol.publicKey)
    expect(newestKey(authors, alice.publicKey)).toEqual(alice.publicKey)
  })

  it.each([
    [
      'changes the threshold too',
      { authors: all(alice, carol), threshold: 1, successor: carolForBob, by: [bob] },
    ],
    [
      'changes another author too',
      { authors: all(eve, carol), threshold: 2, successor: carolForBob, by: [bob] },
    ],
    [
      'is signed by the new key only',
      { authors: all(alice, carol), threshold: 2, successor: carolForBob, by: [carol] },
    ],
    [
      'was not wanted by the new key',
      {
        authors: all(alice, carol),
        threshold: 2,
        successor: { ...carolForBob, newSig: carolForBob.oldSig },
        by: [bob],
      },
    ],
    [
      'was not signed by the old key',
      {
        authors: all(alice, carol),
        threshold: 2,
        successor: { ...signSuccessor(eve.secret, carol.secret, 5), old: bob.publicKey },
        by: [bob],
      },
    ],
    [
      'is of somebody who is no author',
      {
        authors: all(alice, bob),
        threshold: 2,
        successor: signSuccessor(eve.secret, carol.secret, 5),
        by: [eve],
      },
    ],
  ])('counts for nothing when it %s', (_name, wanted) => {
    expect(() => verifyAuthors(cube, genesis, chain(two, next(two, wanted)))).toThrow(refused)
  })
})

describe('a pattern', () => {
  it('is a branch, the beginning of one and a star, or a star', () => {
    expect(['*', 'main', 'draft/*', 'v1.2', 'été'].every(isPattern)).toBe(true)
    expect(['', '**', '/x', 'a*b', '-x', 'a b', '*x', 'e\u0301te\u0301'].some(isPattern)).toBe(false)
    expect(fitsPattern('draft/*', 'draft/x')).toBe(true)
    expect(fitsPattern('draft/*', 'drafts')).toBe(false)
    expect(fitsPattern('main', 'main2')).toBe(false)
  })
})
