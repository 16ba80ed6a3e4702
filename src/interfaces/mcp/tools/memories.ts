import { z } from 'zod'
import { createMark, fenced, fenceNote } from '../../../node/index.ts'
import { callTool, type Tool } from '../tool.ts'

const cubes = z.array(
  z.looseObject({ cube: z.string(), name: z.string(), role: z.string(), tier: z.string() }),
)

interface Found {
  results: {
    name: string
    /** The swarm that it is in; absent in public life. */
    swarm?: string
    key: string
    text: string
    author: string
    tier: string
    memory: string
    verified: boolean
  }[]
  pending: number
}

interface Got {
  key: string
  memory: string
  author: string
  verified: boolean
  body: unknown
}

export const memoryTools: readonly Tool[] = [
  callTool<{ key: string; commit: string }>({
    name: 'remember',
    title: 'Remember',
    description:
      'Keeps one memory (a fact, a decision, a preference, how something was solved) in a cube of this home, signed and versioned. The same key again replaces what it holds; the old version stays in history. Stays on this machine unless the cube is published, or is one of a swarm: then its members get it.',
    call: 'add',
    hide: ['file', 'type', 'media'],
    effect: 'writes',
    output: { cube: z.string(), key: z.string(), memory: z.string(), commit: z.string() },
  }),
  callTool<Found>({
    name: 'recall',
    title: 'Recall',
    description:
      'Finds memories by words and by meaning, in public life and in every swarm of this home unless `swarm` names one. Without `tier` it answers from own, team and followed cubes only; `tier: "community"` also from strangers. Each result says cube, key, author, tier and CID.',
    call: 'recall',
    output: {
      results: z.array(
        z.looseObject({
          cube: z.string(),
          key: z.string(),
          memory: z.string(),
          text: z.string(),
          score: z.number(),
          author: z.string(),
          tier: z.string(),
          verified: z.boolean(),
        }),
      ),
      took_ms: z.number(),
      pending: z.number(),
    },
    tell({ results, pending }) {
      if (results.length === 0) return `Nothing found.${waiting(pending)}`
      const mark = createMark()
      const passages = results.map(({ name, swarm, text, ...labels }) =>
        fenced(text, { ...labels, cube: swarm === undefined ? name : `${swarm}/${name}` }, mark),
      )
      return `${fenceNote}${waiting(pending)}\n\n${passages.join('\n\n')}`
    },
  }),
  callTool<{ text: string; left_out: { reason: string }[] }>({
    name: 'context',
    title: 'Context',
    description:
      'Packs what is known about a question into a token budget for a model family: without duplicates, the newest belief first, each passage with a citation. Says what was left out and why.',
    call: 'context',
    output: {
      text: z.string(),
      tokens: z.number(),
      method: z.string(),
      citations: z.array(z.looseObject({ cite: z.number(), uri: z.string(), memory: z.string() })),
      left_out: z.array(z.looseObject({ reason: z.string() })),
    },
    // Nothing beside the text, so that what the model reads is what was counted.
    tell: ({ text }) => text,
  }),
  callTool<Got & { cube?: string }>({
    name: 'get',
    title: 'Get a memory',
    description: 'One memory, whole, with where it comes from and who signed it; `at` reads an older state.',
    call: 'get',
    output: {
      key: z.string(),
      memory: z.string(),
      author: z.string(),
      commit: z.string(),
      verified: z.boolean(),
    },
    tell({ key, memory, author, verified, body }) {
      const text = typeof body === 'string' ? body : JSON.stringify(body)
      return `${fenceNote}\n\n${fenced(text, { cube: '', key, author, memory, verified }, createMark())}`
    },
  }),
  {
    name: 'list',
    title: 'List cubes, or the keys of one',
    description:
      'The cubes of this home, in public life and in swarms, with role, trust and freshness; with `cube`, the keys of that one.',
    calls: ['list', 'keys'],
    effect: 'reads',
    input: z.strictObject({
      cube: z.string().min(1).max(2048).optional(),
      prefix: z.string().max(1024).optional(),
      swarm: z.string().min(1).max(256).optional().describe('in this swarm: its name or id'),
    }),
    output: z.looseObject({ cubes: cubes.optional(), keys: z.array(z.string()).optional() }),
    run({ cube, prefix, ...place }, call) {
      if (cube === undefined) return call('list', place)
      return call('keys', { cube, ...place, ...(prefix !== undefined && { prefix }) })
    },
  },
  callTool({
    name: 'create',
    title: 'Create a cube',
    description:
      'Makes a cube: a signed, versioned set of memories. It stays on this machine until it is published; with `swarm` it is for the members of that swarm, and for nobody else.',
    call: 'create',
    effect: 'writes',
    // A cube of a swarm is given to all members as soon as it is made.
    grant: ({ swarm }) => (swarm === undefined ? undefined : 'publish'),
    output: { cube: z.string(), name: z.string() },
  }),
  callTool({
    name: 'import',
    title: 'Import files',
    description:
      'Reads a file or folder of this machine (absolute path) into a cube in one commit; importing the same again changes nothing.',
    call: 'import',
    effect: 'writes',
    output: { read: z.number(), added: z.number(), changed: z.number(), unchanged: z.number() },
  }),
  callTool({
    name: 'forget',
    title: 'Forget memories',
    description:
      'Erases memories from store, index and cache, and asks others to do so; unlike removing, this also empties history.',
    call: 'forget',
    effect: 'deletes',
    output: {},
  }),
  callTool({
    name: 'status',
    title: 'Status',
    description: 'The node: peers, cubes, index and disk.',
    call: 'status',
    output: { peerId: z.string(), cubes: z.number(), memories: z.number() },
  }),
]

function waiting(pending: number): string {
  return pending > 0
    ? ` ${pending} memories wait to be found by meaning; by words they are found already.`
    : ''
}
