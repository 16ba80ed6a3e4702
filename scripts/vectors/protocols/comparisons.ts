import type { CID } from 'multiformats/cid'
import { cidFor, DAG_CBOR } from '../../../src/core/codec/index.ts'
import { answerRange, type RangeAnswer } from '../../../src/protocols/compare/answer-range.ts'
import { Comparison } from '../../../src/protocols/compare/comparison.ts'
import {
  digestOfStatements,
  keyOf,
  stateBetween,
} from '../../../src/protocols/compare/digest-of-statements.ts'
import { RangeSet, type CubeState } from '../../../src/protocols/compare/range-set.ts'
import { encodeMessage } from '../../../src/protocols/sync/messages.ts'
import { codeOf, hex, plain } from './plain.ts'

const AGREEMENT = Uint8Array.of(0x12, 32, ...new Uint8Array(32).fill(7))

interface Told {
  cube: CID
  statements: Uint8Array[]
}

/** What a side has: any bytes do for a statement, since only their hashes are compared. */
export function setOf(agreement: Uint8Array, told: readonly Told[]): RangeSet {
  return RangeSet.of(
    told.flatMap(({ cube, statements }): CubeState[] => {
      const digest = digestOfStatements(cube, statements)
      return digest === undefined ? [] : [{ id: keyOf(cube), state: stateBetween(agreement, digest) }]
    }),
  )
}

const cubes = Array.from({ length: 60 }, (_, i) => cidFor(DAG_CBOR, Buffer.from(`cube ${i}`)))
const said = (i: number, ...statements: string[]): Told => ({
  cube: cubes[i]!,
  statements: statements.map((text) => Buffer.from(text)),
})
const many = cubes.map((_, i) => said(i, `statement ${i}`))
const with_ = (...changes: [number, Told][]): Told[] => {
  const all = [...many]
  for (const [i, told] of changes) all[i] = told
  return all
}

const CASES: [string, Told[], Told[]][] = [
  ['nothing on either side', [], []],
  ['sixty cubes, and both agree', many, many],
  ['one cube of three differs', many.slice(0, 3), [said(0, 'another'), ...many.slice(1, 3)]],
  ['one cube of sixty differs', many, with_([17, said(17, 'a newer one')])],
  [
    'three of sixty differ, one of which only one side has',
    many,
    with_([3, said(3)], [30, said(30, 'x')], [59, said(59, 'y')]),
  ],
  ['one side has nothing', [], many],
  ['the other side has nothing', many, []],
  [
    'statements of two authors, in another order',
    [said(0, 'of alice', 'of bob')],
    [said(0, 'of bob', 'of alice')],
  ],
  ['a statement of another author is missing', [said(0, 'of alice')], [said(0, 'of alice', 'of bob')]],
]

const plainSide = (told: readonly Told[]) =>
  told.map(({ cube, statements }) => ({ cube: cube.toString(), statements: statements.map(hex) }))

/** The frames of a comparison, and what is known after it. */
export function compareSides(believed: RangeSet, has: RangeSet, watched: readonly CID[]) {
  const comparison = new Comparison(believed, new Set(watched.map(keyOf)))
  const frames: { question: string; answer: string }[] = []
  for (let ranges = comparison.question(); ranges !== undefined; ranges = comparison.question()) {
    const answers = ranges.map((range) => answerRange(has, range))
    comparison.answered(answers)
    frames.push({
      question: hex(encodeMessage({ type: 'compare', cubes: watched.length, ranges })),
      answer: hex(encodeMessage({ type: 'compared', answers })),
    })
  }
  const found = [...comparison.found].sort(([a], [b]) => (a < b ? -1 : 1))
  return {
    frames,
    found: found.map(([id, state]) => ({ id, state: state === undefined ? null : hex(state) })),
  }
}

export function validComparisons() {
  return {
    about:
      'Comparisons: the puller believes that the server has the statements of `believed`, and it has those of `has`. All sixty cubes of the file are compared. `frames` are the questions and answers; another server may cut ranges otherwise. `found` is what the puller knows afterwards: ids whose state differs, with the state at the server, null for none.',
    agreement: hex(AGREEMENT),
    cubes: cubes.map(String),
    cases: CASES.map(([name, believed, has]) => ({
      name,
      believed: plainSide(believed),
      has: plainSide(has),
      ...compareSides(setOf(AGREEMENT, believed), setOf(AGREEMENT, has), cubes),
    })),
  }
}

const sum = new Uint8Array(32).fill(1)
const state = new Uint8Array(32).fill(2)
const ids = cubes.map(keyOf).sort()

const FALSE_ANSWERS: [string, RangeAnswer[]][] = [
  ['no answer to a range', []],
  ['two answers to a range', [{}, {}]],
  ['one part', [{ parts: [{ count: 1, sum }] }]],
  ['no parts', [{ parts: [] }]],
  [
    'parts that do not ascend',
    [
      {
        parts: [
          { to: '80', count: 1, sum },
          { to: '80', count: 1, sum },
          { count: 1, sum },
        ],
      },
    ],
  ],
  [
    'a last part that ends before the range',
    [
      {
        parts: [
          { to: '40', count: 1, sum },
          { to: '80', count: 1, sum },
        ],
      },
    ],
  ],
  [
    'a part in the middle without an end',
    [
      {
        parts: [
          { count: 1, sum },
          { count: 1, sum },
        ],
      },
    ],
  ],
  [
    'cubes out of order',
    [
      {
        cubes: [
          { id: ids[1]!, state },
          { id: ids[0]!, state },
        ],
      },
    ],
  ],
  [
    'a cube twice',
    [
      {
        cubes: [
          { id: ids[0]!, state },
          { id: ids[0]!, state },
        ],
      },
    ],
  ],
  ['a cube that is not compared', [{ cubes: [{ id: '07'.repeat(32), state }] }]],
]

export function invalidComparisons() {
  return {
    about:
      'Answers that are none to the question for the sum of all sixty cubes of `valid/comparisons.json`, of which the puller believes that the server has none.',
    cubes: cubes.map(String),
    cases: FALSE_ANSWERS.map(([name, answers]) => ({
      name,
      answer: hex(encodeMessage({ type: 'compared', answers })),
      code: codeOf(() => answerTo(cubes, answers)),
    })),
  }
}

/** @throws ProtocolError */
export function answerTo(watched: readonly CID[], answers: readonly RangeAnswer[]): unknown {
  const comparison = new Comparison(RangeSet.of([]), new Set(watched.map(keyOf)))
  comparison.question()
  comparison.answered(answers)
  return plain(comparison.found)
}
