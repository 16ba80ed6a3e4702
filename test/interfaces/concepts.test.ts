// `memcube help concepts` knows the words that the rest of the help uses.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { conceptsTopic } from '../../src/interfaces/cli/concepts-topic.ts'
import { helpFor } from '../../src/interfaces/cli/help.ts'
import { loadAllVerbs } from '../../src/interfaces/cli/verbs/index.ts'

/** Words of the glossary that the help uses as everybody does. */
const everyday = new Set(
  'complete decision entry hint level problem proof root run step store tree verdict'.split(' '),
)

const glossary = readFileSync(new URL('../../protocols/glossary.md', import.meta.url), 'utf8')
const rows = [...glossary.matchAll(/^\| ([^|]+) \|/gm)].slice(1)
const nouns = rows.flatMap(([, words = '']) => words.trim().split(', '))

const verbs = await loadAllVerbs()
const topics = ['history', 'agents', 'api', 'repair']
const used = (await Promise.all([...topics, ...verbs.map(({ name }) => name)].map(helpFor))).join('\n')

const uses = (text: string, word: string): boolean => new RegExp(`\\b${word}s?\\b`, 'i').test(text)
const explains = (word: string): boolean => new RegExp(`^ {2}${word}(?: |$)`, 'm').test(conceptsTopic)

test('each word of the glossary that the help uses has a line', () => {
  const known = nouns.filter((word) => uses(used, word))
  expect(known.length).toBeGreaterThan(40)
  expect(known.filter((word) => !everyday.has(word) && !explains(word))).toEqual([])
})

test('a word without a line would be seen', () => {
  expect(uses(used, 'commit') && explains('commit')).toBe(true)
  expect(explains('quokka')).toBe(false)
})

test('fits on a terminal of 110 columns, each word once', () => {
  const lines = conceptsTopic.split('\n')
  expect(lines.filter((line) => line.length > 110)).toEqual([])
  const words = lines.flatMap((line) => /^ {2}(\S.*?) {2}/.exec(line)?.[1] ?? [])
  expect(words.filter((word, at) => words.indexOf(word) !== at)).toEqual([])
})
