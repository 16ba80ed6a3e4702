// One case for each rule of "Rules of versions" in spec.md and each kind of record that can break it.
import { cidFor, encode, RAW } from '../../../src/core/codec/index.ts'
import {
  allKeys,
  asVersion1,
  at,
  bareKey,
  cube,
  KINDS,
  names,
  record,
  signs,
  type Making,
  type Path,
} from './kind-records.ts'
import { hexOf } from './sample.ts'
import type { KindCase, RefusedKindCase, VectorFile, VersionedKind } from './shape.ts'

const text = (path: Path): string => path.join('.')

export function validKinds(): VectorFile<KindCase> {
  const of = (kind: VersionedKind, what: string, rule: number, making?: Making): KindCase => ({
    name: `${kind}: ${what}`,
    kind,
    rule: `Rules of versions, ${rule}`,
    hex: hexOf(encode(record(kind, making))),
  })
  return {
    about:
      'Every kind of record that has versions. Each is read, encodes to the same bytes again, and the signatures in it are by the keys that it names. What it names is not there, and the proofs of a successor are no part of it.',
    cases: names.flatMap((kind) => [
      of(kind, 'version 1', 1, asVersion1(kind)),
      of(kind, 'keys with their algorithm', 2),
      of(kind, 'a field that is not known', 3, { change: [[['colour'], { deep: [null] }]] }),
      ...KINDS[kind].maps.map((path) =>
        of(kind, `a field that is not known in ${text(path)}`, 3, {
          change: [[[...path, 'colour'], 'blue']],
        }),
      ),
      ...KINDS[kind].optional.map((field) =>
        of(kind, `without ${field}`, 8, { change: [[[field], undefined]] }),
      ),
    ]),
  }
}

type Refused = readonly [what: string, rule: number, making: Making, code?: RefusedKindCase['code']]

const later = 'ERR_INCOMPATIBLE'
const colour = [['colour'], 'blue'] as const

const versionFaults = (kind: VersionedKind): Refused[] => [
  ['no version', 1, { change: [[['v'], undefined]] }],
  ['version 0', 1, { v: 0 }],
  ['version 2.5', 1, { v: 2.5 }],
  ['version "2"', 1, { v: '2' }],
  ...(kind === 'memory' ? [] : [['version 3', 7, { v: 3, domain: 3 }, later] as const]),
]

const keyFaults = (kind: VersionedKind): Refused[] =>
  KINDS[kind].keys.flatMap((path): Refused[] => {
    const key = at(record(kind), path) as Uint8Array
    const of = (what: string, to: Uint8Array): Refused => [
      `${text(path)} ${what}`,
      2,
      { change: [[path, to]] },
    ]
    return [
      of('without its algorithm', bareKey(key)),
      of('of another algorithm', Uint8Array.of(0xe7, ...key.subarray(1))),
      of('of 31 bytes', key.subarray(0, -1)),
    ]
  })

const keyOfVersion1 = (kind: VersionedKind): Refused[] =>
  KINDS[kind].keys.length === 0 ? [] : [['version 1 with keys of version 2', 2, { v: 1, domain: 1 }]]

function foreignFields(kind: VersionedKind): Refused[] {
  const first = asVersion1(kind)
  const more = (what: string, path: Path): Refused => [
    what,
    4,
    { ...first, change: [...(first.change ?? []), [path, ['colour']]] },
  ]
  return [
    more('version 1 with a field that is not known', ['colour']),
    more('version 1 with crit', ['crit']),
    ...KINDS[kind].maps.map((path) =>
      more(`version 1 with a field that is not known in ${text(path)}`, [...path, 'colour']),
    ),
  ]
}

function critFaults(kind: VersionedKind): Refused[] {
  const of = (what: string, crit: unknown, ...more: (readonly [Path, unknown])[]): Refused => [
    what,
    5,
    { change: [...more, [['crit'], crit]] },
  ]
  const known = Object.keys(KINDS[kind].fields)[0] as string
  const understood: Refused = [
    'a field that has to be understood',
    6,
    { change: [colour, [['crit'], ['colour']]] },
    later,
  ]
  return [
    of('an empty crit', []),
    of('a crit that is a text', 'colour', colour),
    of('crit out of order', ['colour', 'a'], colour, [['a'], 1]),
    of('a name in crit twice', ['colour', 'colour'], colour),
    of('a name in crit without its field', ['colour']),
    of('a field of the kind in crit', [known]),
    of('crit in crit', ['crit']),
    of('an empty name in crit', [''], [[''], 1]),
    ...(kind === 'memory' ? [] : [understood]),
  ]
}

const fieldFaults = (kind: VersionedKind): Refused[] => {
  const { fields, optional } = KINDS[kind]
  return Object.keys(fields).flatMap((name): Refused[] => [
    ...(optional.includes(name)
      ? []
      : [[`without ${name}`, 8, { change: [[[name], undefined]] }] as Refused]),
    [`${name} is null`, 8, { change: [[[name], null]] }],
  ])
}

const linkFaults = (kind: VersionedKind): Refused[] => [
  ...KINDS[kind].links.map((path): Refused => [
    `${text(path)} is linked as raw`,
    9,
    { change: [[path, cidFor(RAW, Buffer.from('raw'))]] },
  ]),
  ...(kind === 'memory'
    ? [['body.link is linked as dag-cbor', 9, { change: [[['body', 'link'], cube]] }] as Refused]
    : []),
]

const signatureFaults = (kind: VersionedKind): Refused[] =>
  signs(kind)
    ? [
        ['signed in the domain of version 1', 11, { domain: 1 }],
        ['a field more after signing', 11, { after: [colour] }],
        [
          'signed over keys without their algorithm',
          11,
          { change: asVersion1(kind).change!, after: keysBack(kind) },
        ],
      ]
    : []

const keysBack = (kind: VersionedKind) => allKeys(kind).map((path) => [path, at(record(kind), path)] as const)

function tooLong(kind: VersionedKind): Refused[] {
  const { maxBytes } = KINDS[kind]
  if (maxBytes === undefined) return []
  const size = (room: number): Making => ({ v: 3, domain: 3, change: [[['colour'], 'x'.repeat(room)]] })
  const room = maxBytes + 1 - (encode(record(kind, size(1_000))).length - 1_000)
  return [[`${(maxBytes + 1).toLocaleString('en')} bytes of a later version`, 12, size(room), 'ERR_LIMIT']]
}

export function invalidKinds(): VectorFile<RefusedKindCase> {
  const refused = (kind: VersionedKind): RefusedKindCase[] => {
    const cases = [
      ...versionFaults(kind),
      ...keyFaults(kind),
      ...keyOfVersion1(kind),
      ...foreignFields(kind),
      ...critFaults(kind),
      ...fieldFaults(kind),
      ...linkFaults(kind),
      ...signatureFaults(kind),
      ...tooLong(kind),
    ].map(([what, rule, making, code = 'ERR_UNVERIFIABLE' as const]) => ({
      name: `${kind}: ${what}`,
      kind,
      rule: `Rules of versions, ${rule}`,
      code,
      hex: hexOf(encode(record(kind, making))),
    }))
    return KINDS[kind].links.length === 0 ? cases : [...cases, otherHash(kind)]
  }
  return {
    about:
      'Records that are refused, one for each rule that a kind can break. Where the rule is 11, the record is read and a signature in it does not hold. With ERR_INCOMPATIBLE nothing is wrong with them: a later program may read them.',
    cases: names.flatMap(refused),
  }
}

/** A link to sha2-512 of 32 bytes, which no encoder here makes. */
function otherHash(kind: VersionedKind): RefusedKindCase {
  const hex = hexOf(encode(record(kind)))
  return {
    name: `${kind}: a link of another hash`,
    kind,
    rule: 'Rules of versions, 10',
    code: 'ERR_UNVERIFIABLE',
    hex: hex.replace('d82a58250001711220', 'd82a58250001711320'),
  }
}
