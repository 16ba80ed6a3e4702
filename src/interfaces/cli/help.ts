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
import { swarmTopic } from './swarm-topic.ts'
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

/** The text of \`memcube help [TOPIC]\`. @throws ERR_USAGE for a topic that there is not */
export async function helpFor(topic: string | undefined, verbs: Verbs): Promise<string> {
  if (topic === undefined) return overview(await verbs.all())
  if (topic === 'concepts') return conceptsTopic
  if (topic === 'agents') return agentsTopic
  if (topic === 'api') return apiTopic
  if (topic === 'history') return historyTopic
  if (topic === 'repair') return repairTopic
  if (topic === 'network') return networkTopic
  const load = verbs.loader(topic)
  if (load === undefined) {
    throw new MemCubeError('ERR_USAGE', `there is no help on "${topic}"`, {
      hint:
        suggestion(topic, verbs.names) ??
        '`memcube help` lists the verbs; `memcube help concepts` explains the words',
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
    'A daemon keeps what you publish within reach: `memcube daemon --detach` starts it, `memcube stop` ends it.\nCommands go through it while it runs, and wait for one that starts.',
    '`memcube help VERB` shows options and examples, `memcube help concepts` explains the words. More topics:\n`memcube help history` (branches, merges, forks), `memcube help swarm` (private teams),\n`memcube help network` (routers and relays), `memcube help agents` (what agents may do),\n`memcube help api` (programs), `memcube help repair` (damaged homes).\nEvery verb takes --json, --home DIR, --no-color and --no-pager. Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused, 4 conflict, 5 not found.',
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
