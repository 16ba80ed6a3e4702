// What people are told in `memcube help repair` is what the fixtures prove.
import { describe, expect, test } from 'vitest'
import { repairTopic } from '../../../src/interfaces/cli/repair-topic.ts'
import { damages } from './damages.ts'

/** Words of the topic, and the damages that they stand for. */
const told: readonly [words: string, names: RegExp][] = [
  ['CURRENT is missing or empty', /^CURRENT is (missing|empty)/],
  ['MANIFEST is missing, empty or garbled', /^MANIFEST is/],
  ['LOCK is missing', /^LOCK is missing/],
  ['the log is missing, cut or garbled', /^the log is/],
  ['the tables are missing, empty, cut', /^the tables are/],
  ['the database is missing', /^the database is missing/],
  ['the whole store is missing', /^the whole store is missing/],
  ['a flipped bit', /^a (memory|genesis) has a flipped bit/],
  ['a memory is overwritten', /^a memory of .* is overwritten/],
  ['a tree node is overwritten', /^a tree node of .* is overwritten/],
  ['the record of a cube', /^the record of .* cube has a flipped bit/],
  ['a high-water mark', /^a high-water mark has a flipped bit/],
  ['record, high-water mark and second', /^record, high-water mark and second copy/],
  ['what was decided about an author', /^what was decided about an author/],
  ['the second copy is missing or garbled', /^the second copy of the high-water marks is/],
  ['a mark of an interrupted pull', /^a mark of an interrupted pull/],
  ['missing or garbled', /^(the index is missing|the files of the index are garbled)/],
  ['config.json is missing', /^config.json is missing/],
  ['config.json is garbled', /^config.json is garbled/],
  ['config.json is of a newer format', /^config.json is of a newer format/],
  ['author.key is missing, empty or', /^author.key is/],
  ['node.key is missing', /^node.key is missing/],
  ['node.key is another key', /^node.key is another key/],
  ['api.token is missing or garbled', /^api.token is/],
]

describe('`memcube help repair`', () => {
  test('tells of every damage that is proved, and of no other', () => {
    const untold = damages.filter(({ name }) => !told.some(([, names]) => names.test(name)))
    expect(untold.map(({ name }) => name)).toEqual([])
    const unproved = told.filter(([, names]) => !damages.some(({ name }) => names.test(name)))
    expect(unproved.map(([words]) => words)).toEqual([])
    for (const [words] of told) expect(repairTopic).toContain(words)
  })

  test('says of each damage that keeps a home shut with which code', () => {
    for (const { name, verdict } of damages) {
      if (verdict.opens) continue
      const [file = ''] = name.split(' ')
      const said = repairTopic
        .slice(repairTopic.indexOf('Files of the home'))
        .split('\n')
        .filter((line) => line.includes(file))
      expect(said.join(' ')).toContain(verdict.code)
    }
  })
})
