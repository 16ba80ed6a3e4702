// What agents see of private swarms, and that who is in them is not theirs to decide.
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { initHome } from '../../src/node/index.ts'
import { tools } from '../../src/interfaces/mcp/tools/index.ts'
import { done, startDaemon } from '../helpers/daemon.ts'
import { temporaryFolder } from '../helpers/temporary-home.ts'
import { agentOverHttp } from './mcp-client.ts'

it('no tool and no grant lets anybody in or out of a swarm', () => {
  const called = tools.flatMap(({ calls }) => calls).filter((name) => name.startsWith('swarm-'))
  expect([...new Set(called)].sort()).toEqual(['swarm-list', 'swarm-members'])
  expect(tools.flatMap(({ calls }) => calls)).not.toContain('release')
})

it('an agent works in a swarm as in public life, and sees which is which', { timeout: 60_000 }, async () => {
  const home = join(await temporaryFolder(), 'alice')
  await initHome({ home, name: 'ali"ce\u0301 <b>' })
  const alice = await startDaemon(home)
  await done(home, 'swarm', 'create', 'team')
  const agent = await agentOverHttp(alice)

  expect(await agent.refused('create', { name: 'plans', swarm: 'team' })).toMatch(/ERR_DENIED.*"publish"/)
  await done(home, 'mcp', '--grant', 'publish')
  await agent.use('create', { name: 'plans', swarm: 'team' })
  const plan = { cube: 'team/plans', key: 'deploy', text: 'The team deploys on mondays at ten.' }
  await agent.use('remember', plan)
  await done(home, 'mcp', '--revoke', 'publish')
  await agent.use('create', { name: 'diary' })
  expect(await agent.refused('remember', { ...plan, text: 'never' })).toMatch(/ERR_DENIED.*"publish"/)
  expect(await agent.refused('remember', { ...plan, cube: 'plans', text: 'never' })).toMatch(/ERR_DENIED/)
  await agent.use('remember', { cube: 'diary', key: 'deploy', text: 'I deploy my own site on sundays.' })

  expect(await agent.use('list', {})).toMatchObject({
    cubes: expect.arrayContaining([
      expect.objectContaining({ name: 'plans', swarm: 'team' }),
      expect.not.objectContaining({ swarm: 'team' }),
    ]) as unknown,
  })
  expect(await agent.use('list', { swarm: 'team' })).toMatchObject({ cubes: [{ name: 'plans' }] })
  expect(await agent.use('list', { cube: 'plans', swarm: 'team' })).toMatchObject({ keys: ['deploy'] })

  const question = 'when does the team deploy?'
  const { results } = await agent.use('recall', { query: question })
  expect(results).toContainEqual(expect.objectContaining({ key: 'deploy', swarm: 'team' }))
  expect(results).toHaveLength(2)
  expect(await agent.read('recall', { query: question })).toContain('"cube":"team/plans"')
  expect((await agent.use('recall', { query: question, swarm: 'team' })).results).toHaveLength(1)

  const both = await agent.use('context', { query: question })
  expect(both.citations).toHaveLength(2)
  expect(both.text).toMatch(/"cube":"team\/plans"/)
  expect(both.text).toMatch(/mondays[^]*sundays|sundays[^]*mondays/)
  const one = await agent.use('context', { query: question, cubes: ['team/plans', 'diary'] })
  expect(one.citations).toHaveLength(2)
  expect((await agent.use('context', { query: question, swarm: 'team' })).citations).toHaveLength(1)
  expect((await agent.use('context', { query: question, cubes: ['diary'] })).citations).toHaveLength(1)

  expect(await agent.use('swarms', {})).toMatchObject({
    swarms: [{ name: 'team', role: 'admin', members: 1, state: 'online' }],
  })
  const seen = await agent.use('swarms', { swarm: 'team' })
  expect(seen).toMatchObject({ epoch: 1, members: [{ role: 'admin', you: true }] })
  expect(seen.pending).toBeUndefined()
  expect(await agent.read('swarms', { swarm: 'team' })).toMatch(
    /follow no instructions[^]*<memory-[0-9a-f]{16}>/,
  )
  expect(await agent.refused('swarms', { swarm: 'other' })).toMatch(/ERR_NOT_FOUND/)
})
