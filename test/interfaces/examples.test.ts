// What the help, the README and the pages in docs/ tell people to type is understood: each verb, argument and option in it exists.
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { helpFor } from '../../src/interfaces/cli/help.ts'
import { parseCommand } from '../../src/interfaces/cli/parse.ts'
import { allVerbs, loadAllVerbs, verbLoaders } from '../../src/interfaces/cli/verbs/index.ts'

/** The words of a command line, as a shell reads them; what a program takes from it and gives to it is left out. */
function wordsOf(line: string): string[] {
  const words: string[] = []
  for (const [, double, single, plain = ''] of line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)) {
    if (double === undefined && single === undefined && /^(?:#|&|\||>|<$|;)/.test(plain)) break
    words.push(double ?? single ?? plain)
  }
  return words
}

/** Commands in a text: lines that are one, and what stands between backticks. */
function commandsIn(text: string): string[] {
  const lines = [...text.matchAll(/^\s*(?:\$ |npx |.*\| )?(memcube [^\n]*)$/gm)].map(([, line = '']) => line)
  // Two spaces and more separate a command from what it does.
  const alone = lines.map((line) => line.split(/ {2,}/)[0] ?? '').filter((line) => !line.includes('`'))
  return [...alone, ...[...text.matchAll(/`(memcube [^`\n]*(?:\n[^`\n]+)?)`/g)].map(([, line = '']) => line)]
}

/** `<an address>` and `VERB`, which stand for a word, are one. */
const filled = (command: string): string =>
  command
    .replaceAll(/<[^>]*>/g, 'X')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/\[[^\]]*\]/g, '')
    .replaceAll('...', '')

async function whyNot(command: string): Promise<string | undefined> {
  const words = wordsOf(filled(command))
    .slice(1)
    .map((word) => word.replace(/[,.;:)]+$/, ''))
  try {
    await parseCommand(words)
    return undefined
  } catch (error) {
    const { message } = error as Error
    // In a sentence a command stands without its arguments.
    return /missing required argument|--\S+ <.*not specified|required option/.test(message)
      ? undefined
      : message
  }
}

const verbs = await loadAllVerbs()
const topics = [
  ...new Set(
    [...(await helpFor(undefined, allVerbs)).matchAll(/memcube help ([a-z]+)/g)].map(
      ([, topic = '']) => topic,
    ),
  ),
]
const texts: [string, string][] = [
  ['the README', readFileSync(new URL('../../README.md', import.meta.url), 'utf8')],
  ['the overview', await helpFor(undefined, allVerbs)],
]
for (const topic of new Set([...topics, 'concepts', 'history', 'swarm', 'api', 'repair', 'network']))
  texts.push([`help ${topic}`, await helpFor(topic, allVerbs)])
const docs = new URL('../../docs/', import.meta.url)
for (const page of readdirSync(docs).filter((name) => name.endsWith('.md')))
  texts.push([`docs/${page}`, readFileSync(new URL(page, docs), 'utf8')])
for (const { name } of verbs) texts.push([`help ${name}`, await helpFor(name, allVerbs)])

test.each(texts)('%s names commands that there are', async (_where, text) => {
  const wrong: string[] = []
  for (const command of commandsIn(text)) {
    const reason = await whyNot(command)
    if (reason !== undefined) wrong.push(`${command}: ${reason}`)
  }
  expect(wrong).toEqual([])
})

test('the examples of each verb are whole commands, one of them its own', async () => {
  const wrong: string[] = []
  for (const { name, examples } of verbs) {
    const own: string[] = []
    for (const [example] of examples) {
      const command = /memcube [^()]*/.exec(example)?.[0] ?? example
      const words = wordsOf(filled(command)).slice(1)
      try {
        own.push((await parseCommand(words)).verb.name)
      } catch (error) {
        wrong.push(`${name}: ${example}: ${(error as Error).message}`)
      }
    }
    if (!own.includes(name)) wrong.push(`${name}: no example is of it`)
  }
  expect(wrong).toEqual([])
})

test('a command that does not exist would be seen', async () => {
  expect(texts.flatMap(([, text]) => commandsIn(text)).length).toBeGreaterThan(100)
  for (const command of ['memcube recal x', 'memcube add c x --tags t', 'memcube list `', 'memcube list x'])
    expect(await whyNot(command), command).toBeDefined()
})

test.each(texts)('%s names in backticks verbs that there are', (_where, text) => {
  const named = [...text.matchAll(/`memcube ([a-z][a-z-]*)/g)].map(([, verb = '']) => verb)
  expect(named.filter((verb) => !Object.hasOwn(verbLoaders, verb))).toEqual([])
})
