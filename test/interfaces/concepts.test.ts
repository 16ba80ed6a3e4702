// `memcube help concepts` knows the words that the rest of the help and the answers of the verbs use.
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { conceptsTopic } from '../../src/interfaces/cli/concepts-topic.ts'
import { helpFor } from '../../src/interfaces/cli/help.ts'
import { allVerbs, loadAllVerbs } from '../../src/interfaces/cli/verbs/index.ts'

/** Words of the glossary that people meet in their everyday sense. */
const everyday = new Set(
  'address complete decision entry hint later level problem proof read-only root run schema share step store tree verdict version'.split(
    ' ',
  ),
)

const glossary = readFileSync(new URL('../../protocols/glossary.md', import.meta.url), 'utf8')
const rows = [...glossary.matchAll(/^\| ([^|]+) \|/gm)].slice(1)
const nouns = rows.flatMap(([, words = '']) => words.trim().split(', '))

const verbs = await loadAllVerbs()
const topics = ['history', 'agents', 'api', 'repair', 'network']
const help = await Promise.all(
  [...topics, ...verbs.map(({ name }) => name)].map((topic) => helpFor(topic, allVerbs)),
)

/** What the command line prints: the texts in its sources. */
const folder = new URL('../../src/interfaces/cli/', import.meta.url)
const printed = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && name !== 'concepts-topic.ts')
  .flatMap((name) => readFileSync(new URL(name, folder), 'utf8').match(/`[^`]*`|'[^'\n]*'/g) ?? [])
  .map((text) => text.replaceAll(/\$\{[^}]*\}/g, ''))
const used = [...help, ...printed].join('\n')

const uses = (text: string, word: string): boolean => new RegExp(`\\b${word}s?\\b`, 'i').test(text)
const explains = (word: string): boolean => new RegExp(`^ {2}${word}(?: |$)`, 'm').test(conceptsTopic)

test('each word of the glossary that people meet has a line', () => {
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
