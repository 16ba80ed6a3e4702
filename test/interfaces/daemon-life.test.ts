// Daemons as processes: how they start beside others, and how they end.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, onTestFinished, test } from 'vitest'
import { done, memcube, startDaemon, type Json } from '../helpers/daemon.ts'
import { NODE_FLAGS } from '../helpers/node-flags.ts'
import { temporaryFolder } from '../helpers/temporary-home.ts'
import { program } from '../helpers/program.ts'

const limit = { timeout: 120_000 }

async function aliceHome(): Promise<string> {
  const home = join(await temporaryFolder(), 'alice')
  await done(home, 'init', '--name', 'alice')
  // A detached daemon is nobody's child: it is ended by its command.
  onTestFinished(async () => void (await memcube(home, ['stop'])))
  return home
}

function start(args: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, [...NODE_FLAGS, program, ...args], { stdio: 'pipe' })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

describe('a detached daemon', () => {
  test('is ready when the command returns, and is ended in order by `stop`', limit, async () => {
    const home = await aliceHome()
    const { peerId, addresses, api, pid } = await done(home, 'daemon', '--detach')
    expect(await done(home, 'status')).toMatchObject({ running: true, peerId, addresses })
    expect([typeof api, typeof pid]).toEqual(['string', 'number'])
    expect(await memcube(home, ['daemon', '--detach'])).toMatchObject({
      code: 1,
      json: {
        error: { code: 'ERR_HOME_IN_USE', message: expect.stringContaining(`process ${pid} (a daemon)`) },
      },
    })
    expect(await done(home, 'stop')).toEqual({ stopped: true, pid })
    expect(await done(home, 'stop')).toEqual({ stopped: false, pid: null })
  })

  test('that cannot start says why, in the words of the daemon', limit, async () => {
    const home = await aliceHome()
    expect(await memcube(home, ['daemon', '--detach', '--profile', 'moon'])).toMatchObject({
      code: 2,
      json: { error: { code: 'ERR_USAGE', message: 'there is no profile "moon"' } },
    })
  })
})

test('a daemon whose events nobody reads answers, and ends with 0 on SIGTERM', limit, async () => {
  const home = await aliceHome()
  const child = start(['daemon', '--json', '--home', home])
  await once(child.stdout!, 'readable')
  await done(home, 'create', 'notes')
  const ready: Json = JSON.parse(String(child.stdout!.read()).split('\n')[0]!)
  const api: string = ready.api
  const token = (await readFile(join(home, 'api.token'), 'utf8')).trim()
  // Each is an event of some hundred bytes: far more than a pipe holds.
  const names = Array.from({ length: 400 }, (_, at) => `cube-${at}-${'x'.repeat(50)}`)
  for (const name of names) {
    const answer = await fetch(`${api}/v1/call/create`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name }),
    })
    await answer.text()
    expect(answer.status).toBe(200)
  }
  child.kill('SIGTERM')
  expect((await once(child, 'exit'))[0]).toBe(0)
})

test('`memcube mcp` gives its home to a daemon that starts, and goes on through it', limit, async () => {
  const home = await aliceHome()
  const mcp = start(['mcp', '--home', home])
  const answers = createInterface({ input: mcp.stdout! })[Symbol.asyncIterator]()
  const ask = async (id: number, method: string, params: object): Promise<Json> => {
    mcp.stdin!.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`)
    for (;;) {
      const { value } = await answers.next()
      const answer: Json = JSON.parse(String(value))
      if (answer.id === id) return answer.result
    }
  }
  const clientInfo = { name: 'alice', version: '1' }
  await ask(1, 'initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo })
  mcp.stdin!.write(`${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' })}\n`)
  await ask(2, 'resources/list', {})
  // Its own node answers a command while no daemon runs.
  await done(home, 'create', 'before')
  await startDaemon(home)
  await done(home, 'create', 'after')
  const { resources } = await ask(3, 'resources/list', {})
  const names = JSON.stringify(resources)
  expect([names.includes('before'), names.includes('after')]).toEqual([true, true])
})
