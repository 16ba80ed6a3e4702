/** Help that teaches: the verbs by what they are for, each with examples, and the ideas behind them. */
import { MemCubeError } from '../../core/errors.ts'
import { agentsTopic } from './agents-topic.ts'
import { apiTopic } from './api-topic.ts'
import { historyTopic } from './history-topic.ts'
import { repairTopic } from './repair-topic.ts'
import { toCommand } from './parse.ts'
import type { Verb } from './verb.ts'
import { swarmTopic } from './swarm-topic.ts'
import { suggestion } from './suggestion.ts'
import { loadAllVerbs, verbLoader } from './verbs/index.ts'

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

const concepts = `Ideas behind memcube

  cube       a set of memories under keys, signed by its author; its id never changes
  memory     one thing remembered: text or a payload, with tags, source and dates
  commit     one signed step of a cube's history; the state at each can be read
  branch     a name for a commit; each is private until it is published
  head       what an author says is current; an older one is never taken again
  ticket     a cube id with addresses, as one word to pass on
  tier       how far an author is trusted: own > team > followed > community > quarantined

Your own cubes stay here until you publish them. What you pull from others is checked block by
block, kept in the tier "community", and left out of recall until you ask for it or follow it.`

/** The text of \`memcube help [TOPIC]\`. @throws ERR_USAGE for a topic that there is not */
export async function helpFor(topic: string | undefined): Promise<string> {
  if (topic === undefined) return overview(await loadAllVerbs())
  if (topic === 'concepts') return concepts
  if (topic === 'agents') return agentsTopic
  if (topic === 'api') return apiTopic
  if (topic === 'history') return historyTopic
  if (topic === 'repair') return repairTopic
  const load = verbLoader(topic)
  if (load === undefined) {
    throw new MemCubeError('ERR_USAGE', `there is no help on "${topic}"`, {
      hint: suggestion(topic) ?? '`memcube help` lists the verbs; `memcube help concepts` explains the words',
    })
  }
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
    'A daemon (`memcube daemon --detach`, ended by `memcube stop`) keeps what you publish within reach. Commands go\nthrough it, and wait for one that starts; `memcube help daemon` says more.',
    '`memcube help VERB` shows options and examples, `memcube help concepts` the words,\n`memcube help history` branches, merges and forks, `memcube help repair` damaged homes,\n`memcube help api` the local API, `memcube help agents` what agents may do.\nEvery verb takes --json and --home DIR. Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused, 4 conflict, 5 not found.',
  ].join('\n\n')
}

function verbHelp(verb: Verb): string {
  const usage = toCommand(verb)
    .helpInformation()
    .replace(/^Usage: /, 'Usage: memcube ')
    .trimEnd()
  const examples = verb.examples.map(([command, about]) => `  ${command}\n      ${about}`).join('\n')
  return `${usage}\n\nExamples:\n${examples}`
}
