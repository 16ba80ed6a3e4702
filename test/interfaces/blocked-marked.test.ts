/**
 * What somebody whom the owner blocked wrote: recall, context and lists of offers leave it out; who names a cube, a memory or a
 * change sees it, with the block said. For every verb, and for the tools of agents. A new verb has to be put in a row here.
 */
import { expect, test } from 'vitest'
import type { MemCubeNode } from '../../src/node/index.ts'
import { allVerbs } from '../../src/interfaces/cli/verbs/index.ts'
import { temporaryNode } from '../helpers/temporary-home.ts'
import { agentInMemory } from './agent-in-memory.ts'
import { runWith, type FakeRun } from './run-with.ts'

const online = { network: {} }
/** In everything that eve wrote: texts, messages, what her cube is about. */
const hers = 'walruses'

/** Every one shows words of hers or names her, in the home that `blocking` makes. */
const marked: readonly (readonly string[])[] = [
  ['list'],
  ['show', 'hers'],
  ['show', 'hers', 'main', '--text'],
  ['show', 'ours', 'main~1', '--text'],
  ['get', 'hers', 'tale'],
  ['get', 'mine', 'tale'],
  ['get', 'ours', 'tale'],
  ['log', 'hers'],
  ['log', 'hers', '--oneline'],
  ['log', 'hers', '--graph'],
  ['log', 'hers', '-p', '--key', 'tale'],
  ['log', 'ours', '-p', '--key', 'tale'],
  ['log', 'ours', '-p', '--key', 'sea'],
  ['diff', 'hers', 'main~1', '--text'],
  ['diff', 'mine', 'main~2', '--text'],
  ['diff', 'ours', 'main~1', '--text'],
  ['blame', 'hers', 'tale'],
  ['blame', 'ours', 'tale'],
  ['lineage', 'hers'],
  ['lineage', 'ours', '--key', 'tale'],
  ['authors', 'ours'],
  ['people'],
  ['audit', 'list'],
  ['revert', 'ours', 'sea', '--text', '--branch', 'draft'],
  ['merge', 'ours', 'draft', '--text'],
]

/** Asked for her words, they give none; where a cube or a person was not asked, they say so. */
const leftOut: readonly (readonly string[])[] = [
  ['recall', hers, '--tier', 'quarantined'],
  ['recall', hers, '--cube', 'ours'],
  ['context', hers, '--tier', 'quarantined'],
  ['proposals'],
  ['discover'],
]

/** They print no words of other people: ids, keys, counts, and what the owner typed; or they are about an offer of hers, which is refused. */
const without = new Set(
  `init daemon stop service config bootstrap ui status connect peers create describe edit fork add import watch export remove
  choose keys branch switch map policy publish unpublish link pins release seed pull follow unfollow trust block rotate-key propose
  accept comment decline approve sync-log swarm verify fsck doctor pin unpin archive restore backup restore-backup store gc mcp
  forget demo help version completion`.split(/\s+/),
)

interface Blocking {
  me: MemCubeNode & { home: string }
  /** Only reads `ours`, which has two authors, and blocked one of them. */
  reader: MemCubeNode
}

const put = (
  node: MemCubeNode,
  cube: string,
  key: string,
  text: string,
  more: object = {},
): Promise<unknown> => node.call('add', { cube, key, text, message: `about ${text}`, ...more })

const pull = (node: MemCubeNode, cube: string, from: MemCubeNode): Promise<unknown> =>
  node.call('pull', { cube, from: from.addresses()[0] })

async function blocking(): Promise<Blocking> {
  const eve = await temporaryNode('eve', online)
  const me = await temporaryNode('me', online)
  const theirs: string = (await eve.call('create', { name: 'hers', about: `all of ${hers}` })).cube
  await put(eve, 'hers', 'tale', `${hers} once`)
  await eve.call('publish', { cube: 'hers' })
  await pull(me, theirs, eve)
  await put(eve, 'hers', 'tale', `${hers} twice`)
  const ours: string = (await me.call('create', { name: 'ours' })).cube
  await me.call('authors', { cube: ours, add: eve.author })
  await me.call('publish', { cube: ours })
  await pull(eve, ours, me)
  for (const key of ['clash', 'sea', 'tale']) await put(eve, ours, key, `${hers} and the ${key}`)
  await pull(me, ours, eve)
  await me.call('branch', { cube: ours, name: 'draft' })
  await put(me, ours, 'clash', 'as I saw it', { branch: 'draft' })
  await put(me, ours, 'sea', 'the sea is cold', { branch: 'draft' })
  await put(me, ours, 'clash', 'as they saw it')
  await pull(me, theirs, eve)
  await me.call('fork', { cube: 'hers', name: 'mine' })
  const reader = await temporaryNode('reader', online)
  await pull(reader, ours, me)
  for (const node of [me, reader]) await node.call('block', { target: eve.author })
  return { me, reader }
}

const shell =
  (node: MemCubeNode) =>
  (...argv: string[]): Promise<FakeRun> =>
    runWith(argv, { open: async () => ({ call: node.call, close: async () => {} }) })

test('every verb is in a row here', async () => {
  const rows = new Set([...marked, ...leftOut].map(([verb]) => verb))
  const seen = (await allVerbs.all()).map(({ name }) => name)
  expect(seen.filter((name) => rows.has(name) === without.has(name))).toEqual([])
})

test(
  'words of who is blocked are marked where they are shown, and left out elsewhere',
  { timeout: 120_000 },
  async () => {
    const { me, reader } = await blocking()
    const run = shell(me)
    for (const argv of marked) {
      const said = argv.join(' ')
      const { code, stdout, stderr } = await run(...argv)
      expect(code, said).toBeOneOf([0, 4])
      expect(`${stdout}${stderr}`, said).toMatch(/blocked/)
      const json = await run(...argv, '--json')
      expect(json.stdout, said).toMatch(/"\w*[bB]locked": ?(?:true|\[)/)
    }
    for (const argv of leftOut) {
      const said = argv.join(' ')
      expect((await run(...argv)).stdout, said).not.toContain(hers)
      expect((await run(...argv, '--json')).stdout, said).not.toContain(`${hers} `)
    }
    // Each side of a difference and of a conflict by itself.
    const lines = async (...argv: string[]): Promise<string[]> =>
      (await run(...argv)).stdout.split('\n').filter((line) => line.includes('blocked'))
    expect(await lines('diff', 'ours', 'main~1', '--text')).toEqual([
      '    (before: words of somebody whom you blocked)',
    ])
    expect(await lines('merge', 'ours', '--text')).toEqual(['  (base: words of somebody whom you blocked)'])

    const agent = await agentInMemory(me, me.home)
    for (const [tool, args] of [
      ['get', { cube: 'ours', key: 'tale' }],
      ['diff', { cube: 'ours', a: 'main~1' }],
      ['history', { cube: 'hers' }],
      ['blame', { cube: 'ours', key: 'tale' }],
      ['list', {}],
    ] as const) {
      const { content } = await agent.call(tool, args)
      expect(content[0].text, tool).toMatch(/[bB]locked"?: ?true/)
    }
    expect(JSON.stringify(await agent.call('recall', { query: hers, tier: 'quarantined' }))).not.toContain(
      `${hers} `,
    )

    // In a cube of others, who reads it has the last word on who is heard.
    expect(await reader.call('get', { cube: 'ours', key: 'tale' })).toMatchObject({
      blocked: true,
      tier: 'quarantined',
    })
    expect(await reader.call('get', { cube: 'ours', key: 'clash' })).toMatchObject({
      blocked: false,
      tier: 'community',
    })
    const found = await reader.call('recall', { query: `${hers} saw`, tier: 'quarantined' })
    expect(found.results.map(({ key }: { key: string }) => key)).toEqual(['clash'])
  },
)

test('who is blocked no more is marked no more', async () => {
  const me = await temporaryNode('me')
  const eve = 'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK'
  const { authorBlocked } = await me.call('block', { target: eve })
  expect(authorBlocked).toBe(true)
  expect(await me.call('trust', { author: eve, tier: 'community' })).not.toHaveProperty('authorBlocked')
})
