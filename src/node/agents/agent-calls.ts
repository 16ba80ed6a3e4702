/**
 * What agents may ask of a node, call by call and field by field, and which grants each needs. Judged by what a call does,
 * not by who offers it. A call or a field that is not in this table is refused, so that a new one is closed until somebody
 * has thought about it.
 */
import type { Grant } from '../grants.ts'

export type AgentInput = Record<string, unknown>

/** Who can read a cube, or a branch of it. */
export type Reach = 'private' | 'public' | 'swarm'

/** Who can read the cube that a call names, or of it the branch that it names; the current one when it names none. */
export type Look = (input: AgentInput, what: 'cube' | 'branch') => Promise<Reach>

export interface AgentCall {
  /** The fields of the use case that agents may give; parts of a field that is a list of objects as `field.part`. */
  fields: readonly string[]
  needs(input: AgentInput, look: Look): readonly Grant[] | Promise<readonly Grant[]>
  /** In plain words, for a refusal. */
  does: string
  /** Fields that are always set. */
  fixed?(granted: ReadonlySet<Grant>): AgentInput
}

const nothing = (): readonly Grant[] => []

/** What is written to a branch goes to all who can read it. */
const toReaders = async (input: AgentInput, look: Look): Promise<readonly Grant[]> =>
  (await look(input, 'branch')) === 'private' ? [] : ['publish']

const reads = (fields: readonly string[]): AgentCall => ({ fields, needs: nothing, does: 'reads memories' })
const writes = (fields: readonly string[], does: string): AgentCall => ({ fields, needs: toReaders, does })

export const agentCalls = {
  status: reads(['swarm']),
  list: reads(['swarm']),
  show: reads(['cube', 'swarm']),
  keys: reads(['cube', 'prefix', 'branch', 'at', 'swarm']),
  get: reads(['cube', 'key', 'at', 'branch', 'swarm']),
  recall: reads(['query', 'cubes', 'tags', 'tier', 'top', 'at', 'branch', 'swarm']),
  context: reads([
    'query',
    'budget',
    'model',
    'cubes',
    'tags',
    'tier',
    'top',
    'at',
    'branch',
    'leftOut',
    'swarm',
  ]),
  log: reads(['cube', 'branch', 'key', 'limit', 'swarm']),
  diff: reads(['cube', 'a', 'b', 'branch', 'swarm']),
  blame: reads(['cube', 'key', 'at', 'branch', 'swarm']),
  proposals: reads(['cube', 'swarm']),
  'swarm-list': reads([]),
  'swarm-members': reads(['swarm']),
  add: writes(
    ['cube', 'text', 'key', 'tags', 'source', 'data', 'branch', 'message', 'replaces', 'similar', 'swarm'],
    'writes to a cube that others can read',
  ),
  remove: writes(['cube', 'keys', 'branch', 'message', 'swarm'], 'writes to a cube that others can read'),
  revert: writes(['cube', 'rev', 'branch', 'message', 'swarm'], 'writes to a cube that others can read'),
  create: {
    fields: ['name', 'topics', 'licence', 'about', 'swarm'],
    // A cube of a swarm is given to all members as soon as it is made.
    needs: ({ swarm }) => (swarm === undefined ? [] : ['publish']),
    does: 'gives a cube to the members of a swarm',
  },
  fork: {
    fields: ['cube', 'name', 'swarm'],
    // A fork is made where its upstream is.
    needs: async (input, look) => ((await look(input, 'cube')) === 'swarm' ? ['publish'] : []),
    does: 'gives a cube to the members of a swarm',
  },
  branch: {
    fields: ['cube', 'name', 'at', 'remove', 'swarm'],
    needs: async (input, look) => {
      const { name: branch } = input
      if (branch === undefined) return []
      // What only a branch that is taken away led to is collected.
      const lost = input['remove'] === true ? (['forget'] as const) : []
      return [...lost, ...(await toReaders({ ...input, branch }, look))]
    },
    does: 'takes a branch away for good, or changes a cube that others can read',
  },
  merge: {
    fields: [
      'cube',
      'other',
      'strategy',
      'resolve.key',
      'resolve.take',
      'resolve.text',
      'dedupe',
      'branch',
      'message',
      'abort',
      'swarm',
    ],
    // What was decided about conflicts is gone with an unfinished merge.
    needs: async (input, look) => [
      ...(input['abort'] === true ? (['forget'] as const) : []),
      ...(await toReaders(input, look)),
    ],
    does: 'drops an unfinished merge, or writes to a cube that others can read',
    // History that is missing here would be fetched from peers.
    fixed: (granted) => (granted.has('network') ? {} : { local: true }),
  },
  import: {
    fields: ['cube', 'path', 'format', 'allowSkips', 'branch', 'message', 'tier', 'swarm'],
    needs: async (input, look) => ['files', ...(await toReaders(input, look))],
    does: 'reads files of this machine',
  },
  forget: {
    fields: ['cube', 'keys', 'at', 'reason', 'everywhere', 'reinstate', 'swarm'],
    // From every branch. Everywhere means other cubes too, and some of these may be shared.
    needs: async (input, look) =>
      input['everywhere'] === true || (await look(input, 'cube')) !== 'private'
        ? ['forget', 'publish']
        : ['forget'],
    does: 'erases what cannot be brought back',
  },
  discover: {
    fields: ['topic', 'swarm'],
    needs: () => ['network'],
    does: 'asks other nodes, which read the topic',
  },
  pull: {
    fields: ['cube', 'from', 'depth', 'swarm'],
    needs: () => ['network'],
    does: 'connects to other nodes',
  },
  follow: {
    fields: ['target', 'swarm'],
    needs: () => ['network', 'trust'],
    does: 'keeps fetching from other nodes, and believes what they say',
  },
  propose: {
    fields: ['cube', 'message', 'swarm'],
    // The fork becomes public with the offer.
    needs: async (input, look) =>
      (await look(input, 'branch')) === 'private' ? ['propose', 'publish'] : ['propose'],
    does: 'sends an offer to others, and makes the fork public',
  },
  accept: {
    fields: ['proposal', 'strategy', 'branch', 'message', 'swarm'],
    // Whoever proposes has read the cube: what is merged into it goes to its readers.
    needs: () => ['propose', 'publish'],
    does: 'answers an offer of others, and writes to a cube that they read',
  },
  decline: {
    fields: ['proposal', 'reason', 'swarm'],
    needs: () => ['propose'],
    does: 'answers an offer of others, who read the reason',
  },
  publish: {
    fields: ['cube', 'branches', 'dryRun', 'swarm'],
    needs: ({ dryRun }) => (dryRun === true ? [] : ['publish']),
    does: 'gives a cube to everybody',
  },
} as const satisfies Readonly<Record<string, AgentCall>>

export type AgentCallName = keyof typeof agentCalls

export function findAgentCall(name: string): AgentCall | undefined {
  return Object.hasOwn(agentCalls, name) ? agentCalls[name as AgentCallName] : undefined
}
