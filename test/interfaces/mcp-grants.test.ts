// What each tool needs its owner to allow: all tools, with what they are given, against each kind of cube.
import { describe, expect, it, test } from 'vitest'
import type { z } from 'zod'
import { tools } from '../../src/interfaces/mcp/tools/index.ts'
import { grantNames, useCases, type CallOptions, type Grant } from '../../src/node/index.ts'
import { writesOf } from '../../src/node/use-case.ts'
import { temporaryFolder } from '../helpers/temporary-home.ts'
import { agentInMemory } from './agent-in-memory.ts'

type Reach = 'private' | 'public' | 'swarm'
type Needs = Partial<Record<Reach, readonly Grant[]>>

const same = (...grants: Grant[]): Needs => ({ private: grants, public: grants, swarm: grants })
const nothing = same()
/** A branch that was not published is private, but for members of a swarm. */
const toMembers: Needs = { private: [], public: [], swarm: ['publish'] }
const toReaders: Needs = { private: [], public: ['publish'], swarm: ['publish'] }

/** Tool, arguments, and what is needed for a cube of each reach. */
const rows: [tool: string, args: Record<string, unknown>, needs: Needs][] = [
  ['remember', { cube: 'c', text: 'x' }, toReaders],
  ['remember', { cube: 'c', text: 'x', branch: 'main' }, toReaders],
  ['remember', { cube: 'c', text: 'x', branch: 'draft' }, toMembers],
  ['remember', { cube: 'c', memories: [{ text: 'x' }, { text: 'y' }] }, toReaders],
  ['recall', { query: 'q', tier: 'community' }, nothing],
  ['context', { query: 'q' }, nothing],
  ['get', { cube: 'c', key: 'k' }, nothing],
  ['list', {}, nothing],
  ['list', { cube: 'c' }, nothing],
  ['remove', { cube: 'c', keys: ['k'] }, toReaders],
  ['create', { name: 'n' }, nothing],
  ['create', { name: 'n', swarm: 's' }, same('publish')],
  [
    'import',
    { cube: 'c', path: '/tmp/x' },
    { private: ['files'], public: ['files', 'publish'], swarm: ['files', 'publish'] },
  ],
  [
    'forget',
    { cube: 'c', keys: ['k'] },
    { private: ['forget'], public: ['forget', 'publish'], swarm: ['forget', 'publish'] },
  ],
  ['forget', { cube: 'c', keys: ['k'], everywhere: true }, same('forget', 'publish')],
  [
    'forget',
    { cube: 'c', reinstate: ['m'] },
    { private: ['forget'], public: ['forget', 'publish'], swarm: ['forget', 'publish'] },
  ],
  ['status', {}, nothing],
  ['history', { cube: 'c' }, nothing],
  ['blame', { cube: 'c', key: 'k' }, nothing],
  ['diff', { cube: 'c', a: 'main' }, nothing],
  ['branch', { cube: 'c' }, nothing],
  ['branch', { cube: 'c', name: 'b' }, toMembers],
  [
    'branch',
    { cube: 'c', name: 'main', remove: true },
    { private: ['forget'], public: ['forget', 'publish'], swarm: ['forget', 'publish'] },
  ],
  ['merge', { cube: 'c', other: 'b' }, toReaders],
  [
    'merge',
    { cube: 'c', abort: true },
    { private: ['forget'], public: ['forget', 'publish'], swarm: ['forget', 'publish'] },
  ],
  ['revert', { cube: 'c', rev: 'r' }, toReaders],
  ['discover', { topic: 't' }, same('network')],
  ['pull', { cube: 'c', from: '/ip4/127.0.0.1/tcp/1' }, same('network')],
  ['follow', { target: 'c' }, same('network', 'trust')],
  ['fork', { cube: 'c' }, { private: [], public: [], swarm: ['publish'] }],
  ['propose', { cube: 'c' }, { private: ['publish', 'propose'], public: ['propose'], swarm: ['propose'] }],
  ['review', {}, nothing],
  ['review', { id: 'i', decision: 'accept' }, same('publish', 'propose')],
  ['review', { id: 'i', decision: 'decline', reason: 'no' }, same('propose')],
  ['review', { id: 'i', comment: 'why?' }, same('propose')],
  ['publish', { cube: 'c' }, same('publish')],
  ['publish', { cube: 'c', dryRun: true }, nothing],
  ['swarms', {}, nothing],
  ['swarms', { swarm: 's' }, nothing],
]

/** The current branch is published; another one is not. */
const branches = [
  { name: 'main', current: true, published: true },
  { name: 'draft', current: false, published: false },
]

/** Calls with which a tool only looks; they pass without any grant. */
const looks = new Set(['show', 'list'])

interface Recorded {
  calls: [string, Record<string, unknown>][]
  node: { call(name: string, input: unknown, options?: Partial<CallOptions>): Promise<unknown> }
}

function recordingNode(reach: Reach): Recorded {
  const calls: Recorded['calls'] = []
  return {
    calls,
    node: {
      async call(name, input) {
        const isLook = looks.has(name) || (name === 'branch' && !('name' in (input as object)))
        if (!isLook) calls.push([name, input as Record<string, unknown>])
        if (name === 'show') return { cube: 'c', name: 'c', visibility: reach }
        return {
          branches,
          cubes: [],
          results: [],
          not_asked: [],
          elsewhere: [],
          citations: [],
          left_out: [],
          left_out_counts: {},
          text: '',
          members: [],
          keys: [],
          body: '',
        }
      },
    },
  }
}

describe.each(['private', 'public', 'swarm'] as const)('with a cube that is %s', (reach) => {
  test.each(rows)('%s %j needs just what the table says', async (tool, args, { [reach]: needs = [] }) => {
    const { node, calls } = recordingNode(reach)
    const agent = await agentInMemory(node, await temporaryFolder())
    if (needs.length > 0) {
      const refusal = await agent.refused(tool, args)
      expect(refusal).toMatch(/^ERR_DENIED/)
      // In words for an agent, and how the owner gives it.
      for (const grant of needs) expect(refusal).toMatch(new RegExp(`"${grant}"[^]*--grant ${grant}`))
      expect(refusal).toMatch(/Tell the person you work for/)
      expect(calls).toEqual([])
    }
    // Every grant but one of those that are needed is not enough.
    for (const missing of needs) {
      agent.grants.names = new Set(grantNames.filter((name) => name !== missing))
      expect(await agent.refused(tool, args), missing).toMatch(new RegExp(`"${missing}"`))
      expect(calls).toEqual([])
    }
    if (needs.includes('files')) return
    agent.grants.names = new Set(needs)
    expect(JSON.stringify(await agent.call(tool, args))).not.toContain('ERR_DENIED')
    expect(['list', 'branch'].includes(tool) || calls.length > 0).toBe(true)
  })
})

const agentCalls = [...useCases.values()].flatMap((definition) =>
  definition.grants === undefined ? [] : { ...definition, grants: definition.grants },
)

describe('what agents may call', () => {
  it('has a row here for every tool', () => {
    const names = new Set(rows.map(([tool]) => `memcube_${tool}`))
    expect(tools.map(({ name }) => name).filter((name) => !names.has(name))).toEqual([])
  })

  it('has every call that a tool makes', () => {
    const allowed = agentCalls.map(({ name }) => name)
    for (const { name, calls } of tools) expect(allowed, name).toEqual(expect.arrayContaining([...calls]))
  })

  it('names fields that the calls have', () => {
    for (const { name, input, grants } of agentCalls)
      expect(Object.keys((input as z.ZodObject).shape), name).toEqual(
        expect.arrayContaining(grants.fields.map((field) => field.split('.')[0])),
      )
  })

  it('wants a grant for every call that signs for a cube which others can read', async () => {
    for (const { name, writes, grants } of agentCalls) {
      const input = Object.fromEntries(grants.fields.map((field) => [field, 'x']))
      if (writesOf({ writes }, input) !== 'cube') continue
      expect(await grants.needs(input, async () => 'swarm'), name).not.toEqual([])
    }
  })

  it('lets no agent name a file, an address or a secret but where a grant covers it', () => {
    const delicate = /path|file|from|address|secret|restored|cosign|mirror/i
    const given = agentCalls.flatMap(({ name, grants }) =>
      grants.fields.filter((field) => delicate.test(field)).map((field) => `${name}.${field}`),
    )
    expect(given).toEqual(['import.path', 'pull.from'])
  })
})

test('a call or a field that is not in the table is refused, whatever is granted', async () => {
  const { node, calls } = recordingNode('private')
  const agent = await agentInMemory(node, await temporaryFolder())
  agent.grants.names = new Set(grantNames)
  await expect(agent.call('connect', { address: '/ip4/127.0.0.1/tcp/1' })).rejects.toThrow(/no such tool/)
  for (const [tool, args] of [
    ['remember', { cube: 'c', key: 'k', file: '/etc/passwd' }],
    ['merge', { cube: 'c', other: 'b', resolve: [{ key: 'k', file: '/etc/passwd' }] }],
    ['publish', { cube: 'c', allowSecret: ['k'] }],
    ['import', { cube: 'c', path: '/tmp/x', mirror: true }],
  ] as const)
    expect(await agent.refused(tool, args), tool).toMatch(/ERR_INVALID_INPUT/)
  expect(calls).toEqual([])
})

test('a merge fetches nothing from peers without the grant for it', async () => {
  const { node, calls } = recordingNode('private')
  const agent = await agentInMemory(node, await temporaryFolder())
  await agent.call('merge', { cube: 'c', other: 'b' })
  agent.grants.names = new Set(['network'])
  await agent.call('merge', { cube: 'c', other: 'b' })
  expect(calls.map(([, { local }]) => local)).toEqual([true, undefined])
})
