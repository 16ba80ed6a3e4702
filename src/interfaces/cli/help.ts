/** Help that teaches: the verbs by what they are for, each with examples, and the ideas behind them. */
import { MemCubeError } from '../../core/errors.ts'
import { agentsTopic } from './agents-topic.ts'
import { apiTopic } from './api-topic.ts'
import { conceptsTopic } from './concepts-topic.ts'
import { historyTopic } from './history-topic.ts'
import { networkTopic } from './network-topic.ts'
import { repairTopic } from './repair-topic.ts'
import { toCommand } from './to-command.ts'
import type { Verb, Verbs } from './verb.ts'
import { storeTopic } from './store-topic.ts'
import { swarmTopic } from './swarm-topic.ts'
import { meantByWord } from './other-words.ts'
import { suggestion } from './suggestion.ts'

/** The groups of verbs, in the order in which they are shown. */
export const verbGroups: readonly (readonly [Verb['group'], string])[] = [
  ['start', 'Run a node'],
  ['write', 'Keep memories'],
  ['read', 'Find and read them'],
  ['history', 'Work with history'],
  ['share', 'Share and pull'],
  ['trust', 'Say whom you trust'],
  ['care', 'Check and mend'],
]

const topics: Readonly<Record<string, string>> = {
  concepts: conceptsTopic,
  agents: agentsTopic,
  api: apiTopic,
  history: historyTopic,
  repair: repairTopic,
  network: networkTopic,
}

/** The text of \`memcube help [TOPIC] [PART]\`. @throws ERR_USAGE for a topic or a part that there is not */
export async function helpFor(topic: string | undefined, verbs: Verbs, part?: string): Promise<string> {
  if (topic === undefined) return overview(await verbs.all())
  const load = verbs.loader(topic)
  if (part !== undefined) return partHelp(topic, part, await load?.())
  if (Object.hasOwn(topics, topic)) return topics[topic] as string
  if (load === undefined) {
    throw new MemCubeError('ERR_USAGE', `there is no help on "${topic}"`, {
      hint:
        meantByWord(topic, verbs.names) ??
        '`memcube help` lists the verbs; `memcube help concepts` explains the words',
    })
  }
  if (topic === 'store') return `${storeTopic}\n\n${verbHelp(await load())}`
  if (topic === 'swarm') return `${swarmTopic}\n\n${verbHelp(await load())}`
  return verbHelp(await load())
}

function overview(verbs: readonly Verb[]): string {
  const width = Math.max(...verbs.map(({ name }) => name.length))
  const sections = verbGroups.map(([group, title]) => {
    const lines = verbs
      .filter((verb) => verb.group === group)
      .map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`)
    return [title, ...lines].join('\n')
  })
  return [
    'memcube: the peer-to-peer node for AI memory',
    sections.join('\n\n'),
    'Start with\n  memcube init --name alice\n  memcube create notes --topic typescript\n  memcube import notes ./notes\n  memcube recall "what did I learn about ...?"',
    'A daemon keeps what you publish within reach: `memcube daemon --detach` starts it, `memcube stop` ends it.\nCommands go through it while it runs, and wait for one that starts.',
    '`memcube help VERB` shows options and examples, `memcube help concepts` explains the words. More topics:\n`memcube help history` (branches, merges, forks), `memcube help swarm` (private teams),\n`memcube help network` (routers and relays), `memcube help agents` (what agents may do),\n`memcube help store` (S3, Kubo, PostgreSQL), `memcube help api` (programs), `memcube help repair` (damaged homes).\nEvery verb takes --json, --home DIR, --no-color and --no-pager. Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused, 4 conflict, 5 not found, 130 interrupted.',
  ].join('\n\n')
}

function verbHelp(verb: Verb): string {
  const usage = toCommand(verb)
    .helpInformation()
    .replace(/^Usage: /, 'Usage: memcube ')
    .trimEnd()
  return [usage, partLines(verb), exampleLines(verb.examples)].filter((text) => text !== '').join('\n\n')
}

function exampleLines(examples: Verb['examples']): string {
  if (examples.length === 0) return ''
  return `Examples:\n${examples.map(([command, about]) => `  ${command}\n      ${about}`).join('\n')}`
}

function partLines({ name, parts = [] }: Verb): string {
  if (parts.length === 0) return ''
  const lines = parts.map((part) => `  ${part.name} ${part.takes}`.trimEnd())
  const width = Math.max(...lines.map((line) => line.length))
  return [
    `What it does (\`memcube help ${name} WHAT\` tells more of one):`,
    ...lines.map((line, at) => `${line.padEnd(width)}  ${parts[at]?.about}`),
  ].join('\n')
}

/** One of the things that a verb does: its words, the options that it takes, and its examples. */
function partHelp(topic: string, wanted: string, verb: Verb | undefined): string {
  const parts = verb?.parts ?? []
  const part = parts.find(({ name }) => name === wanted)
  if (verb === undefined || part === undefined) {
    const names = parts.map(({ name }) => name)
    throw new MemCubeError('ERR_USAGE', `there is no help on "${topic} ${wanted}"`, {
      hint:
        names.length === 0
          ? `see \`memcube help\``
          : (suggestion(wanted, names) ?? `there are: ${names.join(', ')}`),
    })
  }
  const { name } = verb
  const options = verb.options.filter(({ about }) => isOfPart(about, wanted))
  const width = Math.max(0, ...options.map(({ flags }) => flags.length))
  const begin = `memcube ${name} ${wanted}`
  return [
    `Usage: ${begin} ${part.takes}`.trimEnd(),
    part.about,
    ...(options.length === 0
      ? []
      : [`Options:\n${options.map(({ flags, about }) => `  ${flags.padEnd(width)}  ${about}`).join('\n')}`]),
    exampleLines(verb.examples.filter(([command]) => `${command} `.includes(`${begin} `))),
    `\`memcube help ${name}\` has everything that the verb does.`,
  ]
    .filter((text) => text !== '')
    .join('\n\n')
}

/** What an option says before its first colon is for what it is; without one it is for all. */
function isOfPart(about: string, wanted: string): boolean {
  const [, whose] = /^([a-z ,]+):/.exec(about) ?? []
  return whose === undefined || whose.split(', ').some((one) => one.split(' ')[0] === wanted)
}
