// What status says of the process that has the home.
import { expect, test } from 'vitest'
import { statusLines } from '../../src/interfaces/cli/status-lines.ts'
import { temporaryNode } from '../helpers/temporary-home.ts'

test.each([
  [{ daemon: true }, 'daemon', /^daemon running as 12D3/],
  [{}, 'command', /^no daemon; start one with `memcube daemon`/],
  [
    { daemon: true, role: 'resident' as const },
    'resident',
    /^no daemon; `memcube mcp` has the home and serves commands, as 12D3\w+; a daemon that starts takes over$/,
  ],
])('status with %j is of a %s', async (config, role, first) => {
  const alice = await temporaryNode('alice', config)
  const status = await alice.call('status', {})
  expect(status).toMatchObject({ role, running: role !== 'command' })
  expect(statusLines(status)[0]).toMatch(first)
  const { checks } = await alice.call('doctor', {})
  const said = checks.find(({ name }) => name === 'daemon')?.message
  expect(said).toMatch(role === 'daemon' ? /^runs as process/ : /^none runs/)
})
