// Every kind of record that has versions, by itself: its fields, where its keys and links are, and how a faulty one is made.
import { cidFor, DAG_CBOR, encode } from '../../../src/core/codec/index.ts'
import { tagKey } from '../../../src/core/cube/index.ts'
import { sign } from '../../../src/core/identity/index.ts'
import { alice, eve, payload, someBlock, time } from './sample.ts'
import type { VersionedKind } from './shape.ts'

type Fields = Record<string, unknown>
export type Path = readonly (string | number)[]

interface Kind {
  /** Version 2, without signatures. */
  fields: Fields
  /** Where its keys, its links to records and its maps with named fields are. */
  keys: readonly Path[]
  links: readonly Path[]
  maps: readonly Path[]
  optional: readonly string[]
  /** Largest record, where the kind has a limit that a vector can hold. */
  maxBytes?: number
}

const author = tagKey(alice.publicKey)
const link = (name: string) => cidFor(DAG_CBOR, Buffer.from(name))
export const cube = link('cube')
const commit = link('commit')
/** In the order of their bytes. */
const keys = [alice.publicKey, eve.publicKey].map(tagKey).sort((a, b) => Buffer.compare(a, b))

const memory: Kind = {
  fields: {
    type: 'plaintext',
    media: 'text/markdown',
    body: { link: payload, bytes: 7 },
    tags: ['a', 'b'],
    created: time,
    valid: { from: time, until: time },
    provenance: {
      agent: 'x',
      source: { uri: 'https://example.org/' },
      derived: [{ memory: someBlock, cube, relation: 'edited' }],
      activity: 'add',
    },
    governance: { licence: 'CC0-1.0', priority: -1 },
    data: { free: null },
  },
  keys: [],
  links: [
    ['provenance', 'derived', 0, 'memory'],
    ['provenance', 'derived', 0, 'cube'],
  ],
  maps: [
    ['body'],
    ['valid'],
    ['provenance'],
    ['provenance', 'source'],
    ['provenance', 'derived', 0],
    ['governance'],
  ],
  optional: ['valid', 'data'],
}

const signedKind = (fields: Fields, links: readonly string[], extra: Partial<Kind> = {}): Kind => ({
  fields: { ...fields, author, time },
  keys: [['author']],
  links: links.map((name) => [name]),
  maps: [],
  optional: [],
  ...extra,
})

export const KINDS: Readonly<Record<VersionedKind, Kind>> = {
  genesis: {
    fields: {
      name: 'field-notes',
      authors: [author],
      visibility: 'public',
      created: time,
      nonce: new Uint8Array(16),
      forkOf: { cube, commit },
    },
    keys: [['authors', 0]],
    links: [
      ['forkOf', 'cube'],
      ['forkOf', 'commit'],
    ],
    maps: [['forkOf']],
    optional: ['forkOf'],
    maxBytes: 65_536,
  },
  memory,
  commit: signedKind(
    { cube, tree: someBlock, parents: [commit], rev: '3mbfk5pzq2c2a', message: 'add', count: 1 },
    ['cube', 'tree'],
    { links: [['cube'], ['tree'], ['parents', 0]] },
  ),
  head: signedKind({ cube, seq: 1, refs: { main: commit }, expires: time }, [], {
    links: [['cube'], ['refs', 'main']],
    maxBytes: 4_096,
  }),
  withdrawal: signedKind({ cube, seq: 2 }, ['cube'], { maxBytes: 4_096 }),
  roster: {
    fields: {
      cube,
      n: 1,
      previous: cube,
      authors: keys.map((key) => ({ key, branches: ['*'] })),
      threshold: 1,
      successor: {
        old: author,
        new: tagKey(eve.publicKey),
        time,
        oldSig: new Uint8Array(64),
        newSig: new Uint8Array(64),
      },
    },
    keys: [
      ['authors', 0, 'key'],
      ['signatures', 0, 'author'],
      ['successor', 'old'],
      ['successor', 'new'],
    ],
    links: [['cube'], ['previous']],
    maps: [['authors', 1], ['successor'], ['signatures', 0]],
    optional: ['successor'],
    maxBytes: 16_384,
  },
  tombstone: signedKind({ cube, memory: someBlock, reason: 'a secret' }, ['cube', 'memory'], {
    optional: ['reason'],
  }),
  proposal: signedKind(
    { upstream: cube, fork: someBlock, commit, base: commit, message: '' },
    ['upstream', 'fork', 'commit', 'base'],
    { maxBytes: 4_096 },
  ),
  decision: signedKind(
    { upstream: cube, proposal: someBlock, state: 'accepted', commit, reason: '' },
    ['upstream', 'proposal', 'commit'],
    { optional: ['reason'], maxBytes: 4_096 },
  ),
  approval: signedKind({ upstream: cube, proposal: someBlock, commit }, ['upstream', 'proposal', 'commit'], {
    maxBytes: 4_096,
  }),
  comment: signedKind(
    { upstream: cube, fork: someBlock, proposal: someBlock, text: 'why?' },
    ['upstream', 'fork', 'proposal'],
    { maxBytes: 4_096 },
  ),
}

export const names = Object.keys(KINDS) as VersionedKind[]
export const signs = (kind: VersionedKind): boolean => kind !== 'genesis' && kind !== 'memory'

/** The record with one value changed; `undefined` takes it away. */
function changed(value: unknown, [first, ...rest]: Path, to: unknown): unknown {
  if (first === undefined) return to
  if (Array.isArray(value))
    return value.map((one, at) => (at === first ? changed(one, rest, to) : (one as unknown)))
  const { [first]: held, ...others } = value as Fields
  const next = changed(held, rest, to)
  return next === undefined ? others : { ...others, [first]: next }
}

export const at = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((one, step) => (one as Fields)[step], value)

export interface Making {
  v?: unknown
  /** Changes before it is signed. */
  change?: readonly (readonly [Path, unknown])[]
  /** Version in the domain of its signature. */
  domain?: number
  /** Changes after it was signed. */
  after?: readonly (readonly [Path, unknown])[]
}

export function record(
  kind: VersionedKind,
  { v = 2, change = [], domain = 2, after = [] }: Making = {},
): Fields {
  const apply = (fields: Fields, changes: NonNullable<Making['change']>): Fields =>
    changes.reduce((now, [path, to]) => changed(now, path, to) as Fields, fields)
  const isSignature = ([[first]]: readonly [Path, unknown]): boolean => first === 'signatures'
  const base: Fields = { ...KINDS[kind].fields, t: `memcube/${kind}`, v }
  const fields = apply(
    base,
    change.filter((one) => !isSignature(one)),
  )
  const sig = signs(kind) ? sign(`memcube/${kind}/${domain}`, encode(fields), alice.secret) : undefined
  const signed =
    kind === 'roster'
      ? { ...fields, signatures: [{ author, sig }] }
      : { ...fields, ...(sig !== undefined && { sig }) }
  return apply(apply(signed, change.filter(isSignature)), after)
}

/** As version 1 has it: keys without their algorithm. */
export const asVersion1 = (kind: VersionedKind): Making => {
  const change = allKeys(kind).map((path) => [path, bareKey(at(record(kind), path))] as const)
  return { v: 1, domain: 1, change }
}
export const bareKey = (key: unknown): Uint8Array => (key as Uint8Array).subarray(2)
export const allKeys = (kind: VersionedKind): readonly Path[] =>
  kind === 'roster' ? [...KINDS.roster.keys, ['authors', 1, 'key']] : KINDS[kind].keys
