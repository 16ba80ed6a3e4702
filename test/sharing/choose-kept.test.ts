import { expect, test } from 'vitest'
import {
  chooseEntries,
  choosePeersThatGo,
  maxEntries,
  maxEvidence,
  maxPeers,
  maxStrangers,
} from '../../src/sharing/choose-kept.ts'

const entry = (atMs: number, outcome = 'done', side = 'served') => ({ atMs, outcome, side })
const many = <T>(count: number, make: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => make(at))

test('a peer does not push out what was refused of it by asking again and again', () => {
  const refused = entry(1, 'refused')
  const kept = chooseEntries([refused, ...many(10 * maxEntries, (at) => entry(2 + at))])
  expect(kept).toHaveLength(maxEntries)
  expect(kept[0]).toBe(refused)
  expect(kept.at(-1)?.atMs).toBe(1 + 10 * maxEntries)
})

test('of many refusals the newest stay, and they leave room for what went well', () => {
  const kept = chooseEntries([
    ...many(maxEntries, (at) => entry(at, 'refused')),
    ...many(maxEntries, (at) => entry(maxEntries + at)),
  ])
  expect(kept.filter(({ outcome }) => outcome === 'refused').map(({ atMs }) => atMs)).toEqual(
    many(maxEvidence, (at) => maxEntries - maxEvidence + at),
  )
  expect(kept).toHaveLength(maxEntries)
})

test('strangers of any number push out strangers, and never a peer that this home asked', () => {
  const kept = new Map([
    ['bob', [entry(1, 'refused', 'asked')]],
    ...many(10 * maxPeers, (at) => [`eve ${at}`, [entry(2 + at, 'refused', 'told')]] as const),
  ])
  const gone = choosePeersThatGo(kept)
  expect(gone).not.toContain('bob')
  expect(gone).toHaveLength(10 * maxPeers - maxStrangers)
  expect(gone).not.toContain(`eve ${10 * maxPeers - 1}`)
})

test('of peers that were asked the one not heard of longest gives way', () => {
  const kept = new Map(many(maxPeers + 1, (at) => [`peer ${at}`, [entry(at, 'done', 'asked')]] as const))
  expect(choosePeersThatGo(kept)).toEqual(['peer 0'])
})
