import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createLog } from '../../src/interfaces/cli/create-log.ts'
import { openLogFile } from '../../src/interfaces/cli/log-file.ts'
import { redactLine, withoutBytes } from '../../src/interfaces/cli/redact-log.ts'
import { done, memcube, startDaemon } from '../helpers/daemon.ts'
import { temporaryFolder } from '../helpers/temporary-home.ts'

const marker = 'the heron stands in the quarry at dusk'

/** How a seed could be written into a line. */
async function secretsOf(home: string): Promise<string[]> {
  const files = await Promise.all(
    ['api.token', 'author.key', 'node.key'].map((name) => readFile(join(home, name))),
  )
  return files.flatMap((bytes) => {
    const text = bytes.toString('latin1').trim()
    // The token is kept as text, keys as the bytes that they are.
    const seed = /^[0-9a-f]{64}$/.test(text) ? Buffer.from(text, 'hex') : bytes
    expect(seed).toHaveLength(32)
    return (['hex', 'base64', 'base64url', 'latin1'] as const).map((form) => seed.toString(form))
  })
}

test(
  'a story at the level trace has lines of every component, and no token, key or text of a memory in them',
  { timeout: 120_000 },
  async () => {
    const folder = await temporaryFolder()
    const [alice, bob] = [join(folder, 'alice'), join(folder, 'bob')]
    const file = join(folder, 'alice.log')
    await done(alice, 'init', '--name', 'alice')
    const aliceNode = await startDaemon(alice, { args: ['--log-level', 'trace', '--log-file', file] })
    await done(alice, 'create', 'notes')
    await done(alice, 'add', 'notes', marker, '--key', 'birds/heron')
    await done(alice, 'recall', marker)
    await done(alice, 'get', 'notes', 'birds/heron')
    await done(alice, 'publish', 'notes')
    await memcube(alice, ['get', 'notes', 'no/such'])
    await fetch(`${aliceNode.api}/v1/call/add`, { method: 'POST', headers: { authorization: 'Bearer abc' } })
    await fetch(`${aliceNode.api}/v1/call/add`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${(await readFile(join(alice, 'api.token'), 'utf8')).trim()}`,
        'content-type': 'application/json',
      },
      body: `{"cube": "notes", "text": "${marker}`,
    })
    await done(bob, 'init', '--name', 'bob')
    const bobNode = await startDaemon(bob, {
      bootstrap: aliceNode.addresses,
      args: ['--log-level', 'trace'],
    })
    await done(bob, 'pull', 'notes')
    await bobNode.stop()
    await aliceNode.stop()

    expect((await stat(file)).mode & 0o777).toBe(0o600)
    const logs = [await readFile(file, 'utf8'), bobNode.stderr()]
    const secrets = [
      ...(await secretsOf(alice)),
      ...(await secretsOf(bob)),
      marker,
      'heron stands',
      'Bearer abc',
    ]
    for (const log of logs) {
      const lines = log
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { component?: string; level: number })
      const seen = new Set(lines.map(({ component }) => component))
      expect(['node', 'network', 'protocols', 'http'].filter((name) => !seen.has(name))).toEqual([])
      expect(lines.some(({ level }) => level === 10)).toBe(true)
      expect(secrets.filter((secret) => log.includes(secret))).toEqual([])
    }
    expect(logs[0]).toContain('"call":"get"')
    expect(logs[0]).toContain('"code":"ERR_NOT_FOUND"')
  },
)

test('each component has its own level, and a level or component that there is not is refused', async () => {
  const home = join(await temporaryFolder(), 'alice')
  await done(home, 'init', '--name', 'alice')
  const daemon = await startDaemon(home, { args: ['--log-level', 'error,http=debug'] })
  await done(home, 'list')
  await daemon.stop()
  const lines = daemon.stderr().trim().split('\n')
  expect(lines.filter((line) => !line.includes('"component":"http"'))).toEqual([])
  expect(lines.join()).toContain('/v1/call/:name')
  for (const level of ['loud', 'warn,nothing=debug', 'http=', ''])
    expect(() => createLog(level)).toThrow(expect.objectContaining({ code: 'ERR_USAGE' }))
})

test('secrets that got into a message are taken out of the line', () => {
  const token = 'a1'.repeat(32)
  const line = redactLine(
    `{"msg":"Bearer ${token} and memcube-invite:1:abc_-DEF, seed ${token.toUpperCase()}"}`,
  )
  expect(line).toBe('{"msg":"Bearer [redacted] and memcube-invite:[redacted], seed [redacted]"}')
  const cid = 'bafyreib2rxk3rybk3aobmv5cjuql3bm2twh4jo5uxgj6mlklxgvjj3ujoi'
  expect(redactLine(cid)).toBe(cid)
  expect(withoutBytes({ seed: new Uint8Array(32), n: 1 })).toEqual({ seed: '32 bytes', n: 1 })
})

test('a log file is turned over at its limit, and never grows beyond it', async () => {
  const path = join(await temporaryFolder(), 'memcube.log')
  const log = openLogFile(path, 1_000)
  const line = (n: number): string => `${String(n).padStart(98, '0')}\n`
  for (let n = 0; n < 35; n++) log.write(line(n))
  const text = (await readFile(`${path}.1`, 'utf8')) + (await readFile(path, 'utf8'))
  expect(text).toBe(Array.from({ length: 15 }, (_, n) => line(n + 20)).join(''))
  // Opened again, it goes on where it was.
  const again = openLogFile(path, 1_000)
  for (let n = 35; n < 42; n++) again.write(line(n))
  expect((await stat(path)).size).toBeLessThanOrEqual(1_000)
})
