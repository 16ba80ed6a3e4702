import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { loadApiAddress } from '../../src/home/api-address.ts'
import { initHome } from '../../src/node/index.ts'
import { done, memcube, startDaemon } from '../helpers/daemon.ts'
import { temporaryFolder } from '../helpers/temporary-home.ts'
import { NODE_FLAGS } from '../helpers/node-flags.ts'
import { program } from '../helpers/program.ts'

async function aliceHome(): Promise<string> {
  const home = join(await temporaryFolder(), 'alice')
  await initHome({ home, name: 'alice' })
  return home
}

/** A command that the test talks to while it runs. */
function start(
  args: readonly string[],
  stdio: ('pipe' | 'ignore')[] = ['pipe', 'pipe', 'pipe'],
): ChildProcess {
  const child = spawn(process.execPath, [...NODE_FLAGS, program, ...args], { stdio })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

async function firstChunk(stream: NodeJS.ReadableStream | null): Promise<string> {
  const [chunk] = (await once(stream as NodeJS.ReadableStream, 'data')) as [Buffer]
  return chunk.toString()
}

test.each([
  [['show', 'nope'], 'ERR_NOT_FOUND', 5],
  [['create', ''], 'ERR_USAGE', 2],
  [['pull', 'nope'], 'ERR_UNREACHABLE', 1],
  [['frobnicate'], 'ERR_USAGE', 2],
])('%j ends with one JSON document and its exit code', async (args, code, exit) => {
  const ran = await memcube(await aliceHome(), args)
  expect(ran).toMatchObject({ code: exit, json: { error: { code, hint: expect.any(String) } }, stderr: '' })
})

describe('the home', () => {
  test.each([
    ['that is not there', async (home: string) => home, 'ERR_NOT_FOUND', 5],
    [
      'that is a file',
      async (home: string) => {
        await writeFile(home, 'x')
        return home
      },
      'ERR_NOT_FOUND',
      5,
    ],
  ])('%s is refused in a sentence', async (_what, make, code, exit) => {
    const home = await make(join(await temporaryFolder(), 'home'))
    const ran = await memcube(home, ['list'])
    expect(ran).toMatchObject({ code: exit, json: { error: { code, hint: expect.any(String) } }, stderr: '' })
  })

  test('that others can look into is refused', async () => {
    const home = await aliceHome()
    await chmod(join(home, 'author.key'), 0o644)
    expect(await memcube(home, ['list'])).toMatchObject({ code: 3, json: { error: { code: 'ERR_DENIED' } } })
  })

  test('is made once: a second init changes nothing', async () => {
    const home = join(await temporaryFolder(), 'alice')
    expect(await done(home, 'init', '--name', 'alice')).toMatchObject({ created: true, name: 'alice' })
    const again = await done(home, 'init', '--name', 'bob')
    expect(again).toMatchObject({ created: false, name: 'alice' })
    expect(await done(home, 'init')).toEqual(again)
  })
})

describe('a daemon', () => {
  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'answers commands, leaves with 0 on %s, and takes its address with it',
    async (signal) => {
      const home = await aliceHome()
      const daemon = await startDaemon(home)
      expect(await done(home, 'status')).toMatchObject({
        running: true,
        peerId: daemon.peerId,
        addresses: daemon.addresses,
      })
      expect(await loadApiAddress(home)).toMatchObject({ url: daemon.api })
      expect(await daemon.stop(signal)).toBe(0)
      expect(await loadApiAddress(home)).toBeUndefined()
      expect(await done(home, 'status')).toMatchObject({ running: false })
    },
  )

  test('keeps its listen port from one start to the next', async () => {
    const home = await aliceHome()
    const first = await startDaemon(home)
    await first.stop()
    expect((await startDaemon(home)).addresses).toEqual(first.addresses)
  })

  test('that was killed leaves nothing that stops the next command', async () => {
    const home = await aliceHome()
    await (await startDaemon(home)).stop('SIGKILL')
    expect(await done(home, 'list')).toEqual({ cubes: [] })
  })

  test('refuses to share its home and says who has it', async () => {
    const home = await aliceHome()
    const { child } = await startDaemon(home)
    const second = await memcube(home, ['daemon'])
    expect(second).toMatchObject({ code: 1, json: { error: { code: 'ERR_HOME_IN_USE' } } })
    expect(second.json.error.message).toContain(String(child.pid))
    expect(await done(home, 'status')).toMatchObject({ running: true })
  })

  test.each([
    [['--profile', 'moon'], 'ERR_USAGE', 2],
    [['--log-level', 'loud'], 'ERR_USAGE', 2],
    [['--api', 'nonsense'], 'ERR_USAGE', 2],
    [['--api', '127.0.0.1:99999'], 'ERR_USAGE', 2],
    [['--api', '0.0.0.0:0'], 'ERR_USAGE', 2],
    [['--api', 'example.org:0'], 'ERR_USAGE', 2],
    [['--listen', 'nonsense'], 'ERR_INVALID_INPUT', 1],
    [['--bootstrap', 'nonsense'], 'ERR_INVALID_INPUT', 1],
  ])('with %j ends with a sentence', async (args, code, exit) => {
    const ran = await memcube(await aliceHome(), ['daemon', ...args])
    expect(ran).toMatchObject({ code: exit, json: { error: { code, hint: expect.any(String) } } })
  })

  test('goes on when the reader of its events goes away', async () => {
    const home = await aliceHome()
    const child = start(['daemon', '--json', '--home', home], ['ignore', 'pipe', 'pipe'])
    expect(JSON.parse((await firstChunk(child.stdout)).split('\n')[0] ?? '')).toMatchObject({
      event: 'ready',
    })
    child.stdout?.destroy()
    // Each of these is an event that cannot be written.
    await done(home, 'create', 'one')
    await done(home, 'create', 'two')
    expect(await done(home, 'status')).toMatchObject({ running: true, cubes: 2 })
    child.kill('SIGTERM')
    expect((await once(child, 'exit'))[0]).toBe(0)
  })
})

describe('a command', () => {
  test('that waits for its text ends with 130 on SIGINT', async () => {
    const home = await aliceHome()
    await done(home, 'create', 'notes')
    const child = start(['add', 'notes', '-', '--home', home, '--json'], ['pipe', 'pipe', 'pipe'])
    const answer = firstChunk(child.stdout)
    const ended = once(child, 'exit')
    // More than a pipe holds: once it is written, the command reads, and waits for the rest.
    await new Promise((resolve) => child.stdin?.write('half a thought '.repeat(60_000), resolve))
    child.kill('SIGINT')
    expect(JSON.parse(await answer).error.code).toBe('ERR_ABORTED')
    expect((await ended)[0]).toBe(130)
  })

  test('whose reader leaves ends quietly', async () => {
    const home = await aliceHome()
    const child = start(['help', '--home', home], ['ignore', 'pipe', 'pipe'])
    child.stdout?.destroy()
    let stderr = ''
    child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
    expect((await once(child, 'close'))[0]).toBe(0)
    expect(stderr).toBe('')
  })

  test('reads files of the folder it is run in, also through a daemon', async () => {
    const home = await aliceHome()
    const folder = await temporaryFolder()
    await mkdir(join(folder, 'notes'))
    await writeFile(join(folder, 'notes', 'a.md'), 'quokkas are small')
    await startDaemon(home)
    await done(home, 'create', 'n')
    const child = spawn(
      process.execPath,
      [...NODE_FLAGS, program, 'import', 'n', 'notes', '--home', home, '--json'],
      {
        cwd: folder,
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    )
    expect(JSON.parse(await firstChunk(child.stdout))).toMatchObject({ added: 1 })
    expect(await done(home, 'keys', 'n')).toEqual({ keys: ['a'] })
  })
})
