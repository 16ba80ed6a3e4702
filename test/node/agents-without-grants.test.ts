// An agent to which its owner allowed nothing, with every call that there is: those of the one table of use cases.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { z } from 'zod'
import { createAgentNode } from '../../src/node/agents/agent-node.ts'
import type { AgentInput, Reach } from '../../src/node/agents/needed-grants.ts'
import { grantNames, useCases, type MemCubeNode } from '../../src/node/index.ts'
import type { AgentCallName } from '../../src/node/use-cases/index.ts'
import { writesOf, type UseCase } from '../../src/node/use-case.ts'
import { strangerTo } from '../helpers/stranger.ts'
import { temporaryFolder, temporaryNode } from '../helpers/temporary-home.ts'

const all = [...useCases.values()]
const forAgents = all.flatMap((one) => (one.grants === undefined ? [] : [{ ...one, grants: one.grants }]))
const reaches: readonly Reach[] = ['private', 'public', 'swarm']

/** A value that a field may have: true where it is a switch, so that what a call may do at most is asked for. */
function sample(schema: unknown): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodNullable)
    return sample(schema.unwrap())
  if (schema instanceof z.ZodBoolean) return true
  if (schema instanceof z.ZodNumber) return 1
  if (schema instanceof z.ZodEnum) return schema.options[0]
  if (schema instanceof z.ZodArray) return [sample(schema.element)]
  if (schema instanceof z.ZodObject)
    return Object.fromEntries(
      Object.entries(schema.shape as object).map(([field, one]) => [field, sample(one)]),
    )
  return 'x'
}

/** All that agents may give, and all but one of it. */
function inputsOf({ input, grants }: (typeof forAgents)[number]): AgentInput[] {
  const shape = (input as z.ZodObject).shape as Record<string, unknown>
  const fields = [...new Set(grants.fields.map((field) => field.split('.')[0]!))]
  const of = (some: string[]): AgentInput =>
    Object.fromEntries(some.map((field) => [field, sample(shape[field])]))
  return [
    of(fields),
    of([]),
    ...fields.flatMap((one) => [of(fields.filter((name) => name !== one)), of([one])]),
  ]
}

describe('a call that says nothing of agents', () => {
  const closed = all.filter(({ grants }) => grants === undefined)

  it.each(closed.map(({ name }) => name))('%s is refused, whatever is granted', async (name) => {
    const called: string[] = []
    const node = createAgentNode({
      home: '/nowhere',
      node: { call: async (one) => called.push(one) },
      grants: async () => ({ names: new Set(grantNames), folders: ['/'] }),
    })
    const options = { signal: new AbortController().signal, progress: () => undefined }
    await expect(node.call(name, {}, options)).rejects.toMatchObject({ code: 'ERR_DENIED' })
    expect(called).toEqual([])
  })
})

/** New cubes are private, in a home and of a fork; in a swarm they are not. */
const makesPrivate = (name: string, { swarm }: AgentInput): boolean =>
  (name === 'create' && swarm === undefined) || name === 'fork'

describe('without any grant', () => {
  it.each(forAgents.map((one) => [one.name, one] as const))(
    '%s changes nothing that others read, nor what this home trusts, follows or holds',
    async (name, one) => {
      for (const reach of reaches)
        for (const input of inputsOf(one)) {
          const needs = await one.grants.needs(input, async () => reach)
          if (needs.length > 0) continue
          const writes = writesOf(one, input)
          const said = `${reach} ${JSON.stringify(input)}`
          expect(['nothing', 'cube'], said).toContain(writes)
          if (writes === 'cube' && reach !== 'private' && !(makesPrivate(name, input) && reach === 'public'))
            expect(name === 'create' ? input['swarm'] : reach, said).toBe(undefined)
        }
    },
  )
})

/** What each call is asked for on a real node: as much as an agent may give of it. A call that is new does not compile without. */
const asked: Record<AgentCallName, (where: { cube: string; first: string; file: string }) => AgentInput> = {
  status: () => ({}),
  create: () => ({ name: 'made', about: 'about' }),
  list: () => ({}),
  show: ({ cube }) => ({ cube }),
  add: ({ cube }) => ({ cube, key: 'k', text: 'written over by an agent' }),
  import: ({ cube, file }) => ({ cube, path: file }),
  get: ({ cube }) => ({ cube, key: 'k' }),
  remove: ({ cube }) => ({ cube, keys: ['k'] }),
  keys: ({ cube }) => ({ cube }),
  log: ({ cube }) => ({ cube }),
  diff: ({ cube, first }) => ({ cube, a: first }),
  branch: ({ cube }) => ({ cube, name: 'draft', remove: true }),
  merge: ({ cube }) => ({ cube, other: 'draft' }),
  revert: ({ cube, first }) => ({ cube, rev: first }),
  blame: ({ cube }) => ({ cube, key: 'k' }),
  publish: ({ cube }) => ({ cube }),
  discover: () => ({ topic: 'owls' }),
  pull: ({ cube }) => ({ cube }),
  follow: ({ cube }) => ({ target: cube }),
  fork: ({ cube }) => ({ cube, name: 'mine too' }),
  propose: ({ cube }) => ({ cube }),
  proposals: () => ({}),
  accept: () => ({ proposal: 'bafyreiaaaa' }),
  decline: () => ({ proposal: 'bafyreiaaaa' }),
  comment: () => ({ proposal: 'bafyreiaaaa', text: 'said by an agent' }),
  recall: () => ({ query: 'owls that hunt', tier: 'quarantined' }),
  context: () => ({ query: 'owls that hunt' }),
  forget: ({ cube }) => ({ cube, keys: ['k'], everywhere: true }),
  'swarm-members': () => ({ swarm: 'none' }),
  'swarm-list': () => ({}),
  link: ({ cube }) => ({ cube }),
}

async function cubeOf(alice: MemCubeNode, name: string) {
  const { cube } = (await alice.call('create', { name })) as { cube: string }
  const { commit } = (await alice.call('add', { cube, key: 'k', text: `An owl of ${name} hunts.` })) as {
    commit: string
  }
  await alice.call('branch', { cube, name: 'draft' })
  return { cube, first: commit }
}

test(
  'every call on a real node: no file is read, nobody hears of it, nothing is lost',
  { timeout: 90_000 },
  async () => {
    const alice = await temporaryNode('alice', { network: {} })
    const file = join(await temporaryFolder(), 'secret.md')
    await writeFile(file, 'the word of the file is xylophone')
    const mine = await cubeOf(alice, 'mine')
    const open = await cubeOf(alice, 'open')
    await alice.call('publish', { cube: open.cube, branches: ['main'] })
    const head = ((await alice.call('show', { cube: open.cube })) as { head: string }).head
    const eve = await strangerTo(alice)
    const agent = createAgentNode({
      home: alice.home,
      node: { call: (name, input, options) => alice.call(name, input, options) },
      grants: async () => ({ names: new Set(), folders: [] }),
    })
    const options = { signal: AbortSignal.timeout(30_000), progress: () => undefined }
    const answers: string[] = []
    const denied: string[] = []
    for (const { cube, first } of [mine, open])
      for (const [name, input] of Object.entries(asked))
        await agent.call(name, input({ cube, first, file }), options).then(
          (answer) => answers.push(JSON.stringify(answer)),
          (error: { code: string; message: string }) => {
            answers.push(error.message)
            if (error.code === 'ERR_DENIED') denied.push(name)
          },
        )
    expect([...new Set(denied)].sort()).toEqual(
      'accept add branch comment decline discover follow forget import merge propose publish pull remove revert'.split(
        ' ',
      ),
    )
    expect(answers.join('\n')).not.toContain('xylophone')
    // What the owner published is announced; no word, topic or commit of the agent is.
    const heard = Buffer.concat(eve.received)
    for (const word of [
      'agent',
      'owls',
      ...new Set(answers.flatMap((one) => one.match(/"commit":"\w+/g) ?? [])),
    ])
      expect(heard.includes(word), word).toBe(false)
    const { peers } = (await alice.call('sync-log', {})) as { peers?: unknown[] }
    expect(JSON.stringify(peers ?? [])).not.toContain('"asked"')
    expect(await alice.call('show', { cube: open.cube })).toMatchObject({ head })
    for (const { cube, first } of [mine, open]) {
      expect(await alice.call('get', { cube, key: 'k', at: first })).toMatchObject({ verified: true })
      const { branches } = (await alice.call('branch', { cube })) as { branches: { name: string }[] }
      expect(branches.map(({ name }) => name)).toContain('draft')
    }
    const { entries } = (await alice.call('audit', {})) as { entries: { kind: string }[] }
    expect(entries.map(({ kind }) => kind)).not.toContain('forget')
  },
)

/** Kept beside the table, so that a use case that gains or loses its word on agents is looked at here. */
test('the calls that agents may make are those of the table', () => {
  const named: UseCase['name'][] = forAgents.map(({ name }) => name)
  expect(named.sort()).toEqual(Object.keys(asked).sort())
})
