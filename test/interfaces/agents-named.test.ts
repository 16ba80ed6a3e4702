// Who asks who wrote a memory is told where a program said it and not a person.
import { expect, it, test } from 'vitest'
import { agentName } from '../../src/interfaces/mcp/create-server.ts'
import { temporaryNode } from '../helpers/temporary-home.ts'
import { agentInMemory } from './agent-in-memory.ts'
import { runWith } from './run-with.ts'

test('what an agent remembers has its name, in blame and lineage; what a person adds has none', async () => {
  const alice = await temporaryNode('alice')
  const agent = await agentInMemory(alice, alice.home)
  await agent.use('remember', { key: 'owls', text: 'Owls hunt at night.' })
  expect(await alice.call('blame', { cube: 'memories', key: 'owls' })).toMatchObject({
    author: alice.author,
    agent: 'test',
    model: null,
  })
  expect(await alice.call('get', { cube: 'memories', key: 'owls' })).toMatchObject({
    provenance: { activity: 'add', agent: 'test' },
  })
  await alice.call('add', { cube: 'memories', key: 'owls', text: 'Owls hunt at dusk.' })
  expect(await alice.call('blame', { cube: 'memories', key: 'owls' })).toMatchObject({ agent: null })
  const { changes } = (await alice.call('lineage', { cube: 'memories' })) as {
    changes: { key: string; agent: unknown }[]
  }
  expect(changes.filter(({ key }) => key === 'owls').map((row) => row.agent)).toEqual([null, 'test'])
})

test('an agent is told the words that a diff is about, before and after', async () => {
  const alice = await temporaryNode('alice')
  const agent = await agentInMemory(alice, alice.home)
  await agent.use('remember', { key: 'owls', text: 'Owls hunt at night.' })
  const { commits } = await alice.call('log', { cube: 'memories' })
  await agent.use('remember', { key: 'owls', text: 'Owls hunt at dusk.' })
  const a = commits[0]?.commit
  expect(await agent.use('diff', { cube: 'memories', a })).toMatchObject({
    changed: ['owls'],
    texts: [{ key: 'owls', before: 'Owls hunt at night.', after: 'Owls hunt at dusk.' }],
    textsLeftOut: 0,
  })
  expect(await agent.use('diff', { cube: 'memories', a, text: false })).not.toHaveProperty('texts')
})

it.each([
  ['claude-code', 'claude-code'],
  ['  Ｃursor ', 'Ｃursor'],
  [undefined, 'agent'],
  ['', 'agent'],
  ['a\nb', 'agent'],
  ['\u202eevil', 'agent'],
  ['x'.repeat(65), 'agent'],
])('a client that calls itself %j is %j', (given, kept) => expect(agentName(given)).toBe(kept))

test('the command line says through which program somebody spoke', async () => {
  const row = {
    key: 'k',
    memory: 'b1',
    author: 'did:key:z6Mk',
    authorName: 'alice',
    authorLabel: 'alice',
    commit: 'b2',
    cube: 'b3',
    time: 0,
    message: 'add k',
    verified: true,
    exact: true,
    agent: 'claude-code',
    model: 'opus',
  }
  const { stdout } = await runWith(['blame', 'n', 'k'], { answer: () => row })
  expect(stdout.split('\n')[1]).toBe('  through claude-code, model opus')
  const person = await runWith(['blame', 'n', 'k'], { answer: () => ({ ...row, agent: null, model: null }) })
  expect(person.stdout).not.toContain('through')
})
