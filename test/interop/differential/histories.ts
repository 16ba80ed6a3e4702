/** Random histories to merge, and random chains of rosters, with what this program says of them. */
import type { CID } from 'multiformats/cid'
import { encode } from '../../../src/core/codec/index.ts'
import { createGenesis } from '../../../src/core/cube/index.ts'
import { formatDid, keyPairFromSecret, sign, type KeyPair } from '../../../src/core/identity/index.ts'
import { formatRosterToken, parseRoster, rosterId, verifyAuthors } from '../../../src/core/policy/index.ts'
import { mergeCase } from '../../../scripts/vectors/merge/cases.ts'
import { VectorHistory, type Sketch } from '../../../scripts/vectors/merge/history.ts'
import { hexOf, isTaken, judge, type Judged } from './inputs.ts'
import { mutate, type Random } from './random.ts'

const KEYS = ['a', 'b.md', 'n/c.md', 'n/.d', '.memcube/info', 'n/a~b']

function randomSketch(random: Random, before: Sketch): Sketch {
  const after: Record<string, number> = { ...before }
  for (let left = 1 + random.int(3); left > 0; left--) {
    const key = random.pick(KEYS)
    if (random.chance(30)) delete after[key]
    else after[key] = random.int(4)
  }
  return after
}

/** Histories of up to 14 commits with one to three parents each, and two of their commits. */
export async function merges(random: Random, count: number): Promise<Judged> {
  const valid: object[] = []
  for (let i = 0; i < count; i++) {
    const history = new VectorHistory()
    const commits: { cid: CID; sketch: Sketch }[] = []
    for (let left = 2 + random.int(13); left > 0; left--) {
      const parents = [
        ...new Set(
          Array.from({ length: random.chance(8) ? 0 : 1 + random.int(3) }, () =>
            commits.length === 0 ? undefined : random.pick(commits.slice(-5)),
          ),
        ),
      ].filter((parent) => parent !== undefined)
      const sketch = randomSketch(random, parents[0]?.sketch ?? {})
      commits.push({
        cid: history.commit(
          sketch,
          parents.map(({ cid }) => cid),
        ),
        sketch,
      })
    }
    const [ours, theirs] = [random.pick(commits.slice(-4)).cid, random.pick(commits.slice(-4)).cid]
    valid.push(await mergeCase(`merge ${i}`, { history, ours, theirs }))
  }
  return { valid, invalid: [] }
}

const people = [11, 12, 13, 14].map((fill) => keyPairFromSecret(new Uint8Array(32).fill(fill)))
const {
  cid: cube,
  genesis,
  bytes: genesisBytes,
} = createGenesis({
  name: 'shared notes',
  authors: [people[0]!.publicKey],
  visibility: 'public',
  created: 1_700_000_000_000,
  nonce: new Uint8Array(16).fill(7),
})

const PATTERNS = [
  '*',
  'main',
  'main*',
  'm*',
  'mai',
  'mainly',
  'draft/*',
  'notes',
  'é*',
  'main/*',
  '-x',
  'a*b',
  '',
]
const byBytes = (a: Uint8Array, b: Uint8Array): number => Buffer.compare(a, b)

interface Unsigned {
  authors: { key: Uint8Array; branches: string[] }[]
  threshold: number
  [field: string]: unknown
}

/** How a version writes a key: from 2 on, the multicodec of Ed25519 stands before it. */
const keyIn = (version: number, key: Uint8Array): Uint8Array =>
  version === 1 ? key : Uint8Array.of(0xed, 0x01, ...key)

/** A roster after `before` that is right in most ways. */
function randomRoster(random: Random, n: number, previous: CID, before: Unsigned | undefined): Uint8Array {
  const version = random.chance(50) ? 1 : 2
  const authors = people
    .filter(() => random.chance(70))
    .map(({ publicKey }) => ({
      key: keyIn(random.chance(99) ? version : 3 - version, publicKey),
      branches: random.chance(50)
        ? ['*']
        : [...new Set([random.pick(PATTERNS), random.pick(PATTERNS)])].sort((a, b) =>
            byBytes(Buffer.from(a), Buffer.from(b)),
          ),
    }))
    .sort((a, b) => byBytes(a.key, b.key))
  const fields: Unsigned = {
    v: version,
    t: 'memcube/roster',
    cube,
    n,
    previous,
    authors,
    threshold: 1 + random.int(3),
  }
  if (random.chance(5)) fields['note'] = 'a field that is not known'
  if (before !== undefined && random.chance(25)) replaceKey(random, fields, before, version)
  return encode({ ...fields, signatures: signaturesOf(random, fields, version) })
}

function replaceKey(random: Random, fields: Unsigned, before: Unsigned, version: number): void {
  const [old, next] = [random.pick(people), random.pick(people)]
  const [oldKey, nextKey] = [old, next].map(({ publicKey }) => keyIn(version, publicKey)) as [
    Uint8Array,
    Uint8Array,
  ]
  const record = { old: oldKey, new: nextKey, time: 1_700_000_000_000 }
  const signed = (by: KeyPair): Uint8Array => sign(`memcube/successor/${version}`, encode(record), by.secret)
  fields['successor'] = { ...record, oldSig: signed(old), newSig: signed(random.chance(90) ? next : old) }
  if (random.chance(20)) return
  fields.threshold = before.threshold
  // What was read has bare keys, whatever the version of its roster.
  fields.authors = before.authors
    .map(({ key, branches }) => ({
      key: byBytes(key, old.publicKey) === 0 ? nextKey : keyIn(version, key),
      branches,
    }))
    .sort((a, b) => byBytes(a.key, b.key))
}

function signaturesOf(random: Random, fields: Unsigned, version: number): object[] {
  return people
    .filter(() => random.chance(75))
    .map(({ publicKey, secret }) => ({
      author: keyIn(version, publicKey),
      sig: sign(
        `memcube/roster/${random.chance(98) ? version : 3 - version}`,
        encode(random.chance(97) ? fields : { ...fields, n: 0 }),
        secret,
      ),
    }))
    .sort((a, b) => byBytes(a.author, b.author))
}

/** Chains of one to four rosters. */
export function chains(random: Random, count: number): Judged {
  const all = Array.from({ length: count }, (_, i) => {
    const rosters: Uint8Array[] = []
    let [previous, before]: [CID, Unsigned | undefined] = [cube, undefined]
    for (let n = 1, last = 1 + random.int(4); n <= last; n++) {
      let roster = randomRoster(random, random.chance(96) ? n : n + 1, previous, before)
      if (random.chance(5)) roster = mutate(random, roster)
      rosters.push(roster)
      if (!isTaken(() => verifyAuthors(cube, genesis, rosters))) {
        if (random.chance(60) && rosters.length > 1) rosters.pop()
        break
      }
      const read = parseRoster(roster)
      ;[previous, before] = [rosterId(read), read as unknown as Unsigned]
    }
    return { name: `chain ${i}`, rosters }
  })
  const judged = judge(
    all.map(({ name, rosters }) => ({ name, rosters: rosters.map(hexOf) })),
    (i) => isTaken(() => verifyAuthors(cube, genesis, all[i]!.rosters)),
  )
  return {
    ...judged,
    valid: judged.valid.map(withAuthors),
    shared: { cube: cube.toString(), genesis: hexOf(genesisBytes) },
  }
}

function withAuthors(given: object): object {
  const { rosters } = given as { rosters: string[] }
  const records = rosters.map((hex) => Uint8Array.from(Buffer.from(hex, 'hex')))
  const { standing, ever } = verifyAuthors(cube, genesis, records)
  return {
    ...given,
    token: formatRosterToken(parseRoster(records.at(-1)!)),
    n: standing.n,
    id: standing.id.toString(),
    threshold: standing.threshold,
    authors: standing.authors.map(({ key, branches }) => ({ author: formatDid(key), branches })),
    ever: ever.map(formatDid).sort(),
  }
}
