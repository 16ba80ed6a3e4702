import { expect, test } from 'vitest'
import { reasonsForNoCube, type NoCubeFacts, type NoCubeReason } from '../../../src/page/why-no-cube.ts'

const facts: NoCubeFacts = { topic: '', asked: 3, answered: 3, blocked: 0, profile: 'lan' }
const changed = (more: Partial<NoCubeFacts>): NoCubeReason[] => {
  const usual = new Set(reasonsForNoCube(facts).map(({ text }) => text))
  return reasonsForNoCube({ ...facts, ...more }).filter(({ text }) => !usual.has(text))
}

test('what no node can know is always said, and what to ask the author for', () => {
  const reasons = reasonsForNoCube(facts)
  expect(reasons.map(({ is }) => is)).toEqual(['fine', 'may'])
  expect(reasons.at(-1)?.text).toContain('Ask its author for a link')
})

test.each<[string, Partial<NoCubeFacts>, Partial<NoCubeReason>]>([
  ['a topic', { topic: 'birds' }, { is: 'may', todo: 'all' }],
  ['silent nodes', { answered: 1 }, { is: 'may', todo: 'node' }],
  ['blocked authors', { blocked: 1 }, { is: 'bars', todo: 'people' }],
  ['the profile local', { profile: 'local' }, { is: 'may', todo: 'node' }],
])('%s is named, alone', (_name, more, reason) => {
  expect(changed(more)).toEqual([expect.objectContaining(reason)])
})
