// Chains of rosters: one author, then two with a threshold, a branch, a removal, a successor; and what is wrong with others.
import { CID } from 'multiformats/cid'
import { encode, RAW } from '../../../src/core/codec/index.ts'
import { createGenesis } from '../../../src/core/cube/index.ts'
import { formatDid, keyPairFromSecret, type KeyPair } from '../../../src/core/identity/index.ts'
import {
  encodeRoster,
  formatRosterToken,
  rosterId,
  signRoster,
  signSuccessor,
  sortAuthors,
  verifyAuthors,
  type Roster,
  type Successor,
} from '../../../src/core/policy/index.ts'

export const [alice, bob, carol, eve] = [11, 12, 13, 14].map((fill) =>
  keyPairFromSecret(new Uint8Array(32).fill(fill)),
) as [KeyPair, KeyPair, KeyPair, KeyPair]

export const cubeOf = (name: string, authors = [alice]) =>
  createGenesis({
    v: 1,
    name,
    authors: authors.map(({ publicKey }) => publicKey),
    visibility: 'public',
    created: 1_700_000_000_000,
    nonce: new Uint8Array(16).fill(7),
  })
export const { cid: cube, genesis, bytes: genesisBytes } = cubeOf('shared notes')

export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
export const cubeHex = cube.toString()
export const genesisHex = hex(genesisBytes)

type Named = readonly [KeyPair, ...string[]]

export function next(
  before: Roster | undefined,
  people: readonly Named[],
  by: readonly KeyPair[],
  more: Partial<Roster> = {},
): Roster {
  const roster: Roster = {
    v: 1,
    t: 'memcube/roster',
    cube,
    n: (before?.n ?? 0) + 1,
    previous: before === undefined ? cube : rosterId(before),
    authors: sortAuthors(people.map(([{ publicKey }, ...branches]) => ({ key: publicKey, branches }))),
    threshold: 1,
    ...more,
    signatures: [],
  }
  return by.reduce((signed, { secret }) => signRoster(signed, secret), roster)
}

export const two = next(
  undefined,
  [
    [alice, '*'],
    [bob, '*'],
  ],
  [alice],
)
const strict = next(
  two,
  [
    [alice, '*'],
    [bob, '*'],
  ],
  [bob],
  { threshold: 2 },
)
const three = next(
  strict,
  [
    [alice, '*'],
    [bob, '*'],
    [carol, 'draft/*', 'notes'],
  ],
  [alice, bob],
  {
    threshold: 2,
  },
)
const removed = next(
  three,
  [
    [alice, '*'],
    [carol, '*'],
  ],
  [alice, bob],
)
const successor = signSuccessor(bob.secret, eve.secret, 1_700_000_100_000, 1)
const rotated = next(
  three,
  [
    [alice, '*'],
    [eve, '*'],
    [carol, 'draft/*', 'notes'],
  ],
  [bob],
  {
    threshold: 2,
    successor,
  },
)

const starred = next(
  two,
  [
    [alice, '*'],
    [bob, 'main*'],
    [carol, 'm*', 'notes'],
  ],
  [alice],
  { threshold: 3 },
)
const longest = next(
  undefined,
  [
    [alice, '*'],
    [bob, 'n'.repeat(128), `${'p'.repeat(127)}*`],
  ],
  [alice],
)

export type Valid = readonly [name: string, rosters: readonly Roster[]]
const valid: readonly Valid[] = [
  ['no roster: the authors of the genesis', []],
  ['a second author, signed by the only one there was', [two]],
  ['a threshold, signed by the author who was added', [two, strict]],
  ['an author for some branches only, signed by both', [two, strict, three]],
  ['an author is removed', [two, strict, three, removed]],
  ['a threshold of authors whose patterns begin as main does', [two, starred]],
  [
    'the next roster, signed by as many, of whom one may sign main* and one m*',
    [two, starred, next(starred, [[alice, '*']], [alice, bob, carol])],
  ],
  ['a branch of 128 characters, and a pattern of 128', [longest]],
  ['a key is replaced by its successor, signed by the old key alone', [two, strict, three, rotated]],
]

export function validChains(chains = valid, of = { cid: cube, genesis }): unknown[] {
  return chains.map(([name, rosters]) => {
    const records = rosters.map(encodeRoster)
    const { standing, ever } = verifyAuthors(of.cid, of.genesis, records)
    return {
      name,
      rosters: records.map(hex),
      ...(rosters.length > 0 && { token: formatRosterToken(rosters.at(-1)!) }),
      n: standing.n,
      id: standing.id.toString(),
      threshold: standing.threshold,
      authors: standing.authors.map(({ key, branches }) => ({ author: formatDid(key), branches })),
      ever: ever.map(formatDid).sort(),
    }
  })
}

export const both: readonly Named[] = [
  [alice, '*'],
  [bob, '*'],
]
/** Bytes that no encoder here would make. */
const raw = (roster: Roster, change: object): Uint8Array => encode({ ...roster, ...change })

const invalid: readonly [string, readonly Uint8Array[]][] = [
  ['signed by nobody', [encodeRoster(next(undefined, both, []))]],
  ['signed by a stranger', [encodeRoster(next(undefined, both, [eve]))]],
  ['signed only by the author it adds', [encodeRoster(next(undefined, both, [bob]))]],
  [
    'one signature where two are needed',
    [two, strict, next(strict, [[alice, '*']], [alice])].map(encodeRoster),
  ],
  [
    'an author who may not sign main counts for nothing',
    [two, strict, three, next(three, [[carol, '*']], [alice, carol])].map(encodeRoster),
  ],
  [
    'a signature too many that does not hold',
    [raw(two, { signatures: [...two.signatures, forged()].sort(byAuthor) })],
  ],
  ['of another cube', [encodeRoster(next(undefined, both, [alice], { cube: cubeOf('other notes').cid }))]],
  ['the first roster is left out', [encodeRoster(strict)]],
  ['the same roster twice', [two, two].map(encodeRoster)],
  [
    'a roster that follows another one',
    [two, next(next(undefined, both, [alice], { threshold: 2 }), both, [alice, bob])].map(encodeRoster),
  ],
  ['a number left out', [encodeRoster(next(undefined, both, [alice], { n: 2 }))]],
  ['authors out of order', [raw(two, { authors: [...two.authors].reverse() })]],
  ['an author twice', [raw(two, { authors: [two.authors[0], two.authors[0]] })]],
  ['nobody', [raw(two, { authors: [] })]],
  ['a threshold of none', [raw(two, { threshold: 0 })]],
  ['a threshold above the authors', [raw(two, { threshold: 3 })]],
  ['a threshold above the authors of main', [raw(three, { n: 1, previous: cube, threshold: 3 })]],
  [
    'a pattern with a star in the middle',
    [raw(two, { authors: two.authors.map((one) => ({ ...one, branches: ['a*b'] })) })],
  ],
  [
    'an author without branches',
    [raw(two, { authors: two.authors.map((one) => ({ ...one, branches: [] })) })],
  ],
  ...['n'.repeat(129), `${'n'.repeat(128)}*`].map((branch, at): [string, Uint8Array[]] => [
    `${['a branch', 'a pattern'][at]} of 129 characters`,
    [raw(two, { authors: two.authors.map((one) => ({ ...one, branches: [branch] })) })],
  ]),
  [
    'a threshold above the authors whose patterns fit main',
    [
      two,
      next(
        two,
        [
          [alice, 'main*'],
          [bob, 'main-*'],
        ],
        [alice],
      ),
    ].map((one, at) => (at === 0 ? encodeRoster(one) : raw(one, { threshold: 2 }))),
  ],
  ['a cube that is linked as raw', [raw(two, { cube: CID.createV1(RAW, cube.multihash) })]],
  ['a roster before that is linked as raw', [raw(two, { previous: CID.createV1(RAW, cube.multihash) })]],
  ['a field more', [raw(two, { note: 'x' })]],
  [
    'a successor that changes the threshold',
    [
      two,
      strict,
      next(
        strict,
        [
          [alice, '*'],
          [eve, '*'],
        ],
        [bob],
        { successor, threshold: 1 },
      ),
    ].map(encodeRoster),
  ],
  [
    'a successor that removes somebody else',
    [two, strict, next(strict, [[eve, '*']], [bob], { successor })].map(encodeRoster),
  ],
  [
    'a successor that removes somebody else, signed by as many as it takes',
    [two, strict, next(strict, [[eve, '*']], [alice, bob], { successor })].map(encodeRoster),
  ],
  [
    'a successor that the new key did not sign',
    [
      two,
      strict,
      next(
        strict,
        [
          [alice, '*'],
          [eve, '*'],
        ],
        [bob],
        { threshold: 2, successor: { ...successor, newSig: successor.oldSig } },
      ),
    ].map(encodeRoster),
  ],
  [
    'a successor whose old key did not sign the roster, signed by as many as it takes otherwise',
    [
      two,
      next(
        two,
        [
          [alice, '*'],
          [eve, '*'],
        ],
        [alice],
        { successor },
      ),
    ].map(encodeRoster),
  ],
  [
    'a key that is replaced by itself',
    [
      two,
      next(two, both, [bob], { successor: signSuccessor(bob.secret, bob.secret, 1_700_000_100_000, 1) }),
    ].map(encodeRoster),
  ],
  [
    'a successor that only the new key signs',
    [
      two,
      strict,
      next(
        strict,
        [
          [alice, '*'],
          [eve, '*'],
        ],
        [eve],
        { threshold: 2, successor },
      ),
    ].map(encodeRoster),
  ],
]

export function invalidChains(chains = invalid): unknown[] {
  return chains.map(([name, records]) => ({ name, code: codeOf(records), rosters: records.map(hex) }))
}

export function validSuccessors(): unknown[] {
  const { old, new: fresh, time } = successor
  return [successorCase(successor, 1, encode({ old, new: fresh, time }))]
}

export function successorCase(signed: Successor, v: number, payload: Uint8Array): unknown {
  return {
    name: 'bob changes keys',
    payload: hex(payload),
    domain: `memcube/successor/${v}`,
    old: hex(signed.old),
    new: hex(signed.new),
    time: signed.time,
    oldSig: hex(signed.oldSig),
    newSig: hex(signed.newSig),
  }
}

function forged(): { author: Uint8Array; sig: Uint8Array } {
  return { author: eve.publicKey, sig: new Uint8Array(64).fill(1) }
}

function byAuthor(a: { author: Uint8Array }, b: { author: Uint8Array }): number {
  return Buffer.compare(a.author, b.author)
}

function codeOf(records: readonly Uint8Array[]): string {
  try {
    verifyAuthors(cube, genesis, records)
  } catch (error) {
    return (error as { code: string }).code
  }
  throw new Error('a chain that should be refused is not')
}
