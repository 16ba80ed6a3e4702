import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openClient } from '../../src/interfaces/cli/client.ts'
import { initHome } from '../../src/node/index.ts'
import { startDaemon } from '../helpers/daemon.ts'
import { temporaryFolder } from '../helpers/temporary-home.ts'
import { runWith, type FakeRun } from './run-with.ts'

describe.each(['without a daemon', 'with a daemon'])('%s', (how) => {
  test(
    'bad input gets a sentence, a hint, the right exit code, and changes nothing',
    { timeout: 60_000 },
    async () => {
      const home = join(await temporaryFolder(), 'alice')
      await initHome({ home, name: 'alice' })
      const run = (args: readonly string[], stdin = ''): Promise<FakeRun> =>
        runWith([...args, '--home', home, '--json'], { stdin, open: openClient })
      if (how === 'with a daemon') await startDaemon(home)
      await run(['create', 'notes'])
      const before = await run(['list'])
      const folder = await temporaryFolder()
      await writeFile(join(folder, 'empty.md'), '')
      await writeFile(join(folder, 'bytes.md'), Buffer.from([0x66, 0xff, 0xfe]))
      await writeFile(join(folder, 'bad.jsonl'), 'no json\n{"key":"../up","body":"x"}\n')
      const cases: [string[], string, number, string?][] = [
        [['show', 'nope'], 'ERR_NOT_FOUND', 5],
        [['get', 'notes', 'nope'], 'ERR_NOT_FOUND', 5],
        [['get', 'notes', 'nope', '--at', 'main~9'], 'ERR_NOT_FOUND', 5],
        [['show', 'bafyrei'], 'ERR_NOT_FOUND', 5],
        [['create', 'notes'], 'ERR_CONFLICT', 4],
        [['create', ''], 'ERR_USAGE', 2],
        [['add', 'notes', 'text', '--key', ''], 'ERR_USAGE', 2],
        [['add', 'notes', 'text', '--key', 'a/../b'], 'ERR_USAGE', 2],
        [['add', 'notes', 'text', '--key', '/a'], 'ERR_USAGE', 2],
        [['add', 'notes', 'text', '--key', 'a\u0007b'], 'ERR_USAGE', 2],
        [['add', 'notes', 'text', '--key', '.memcube/info'], 'ERR_USAGE', 2],
        [['add', 'notes', ''], 'ERR_USAGE', 2],
        [['add', 'notes', '-'], 'ERR_LIMIT', 3, 'x'.repeat(256 * 1024 + 1)],
        [['add', 'notes', '--file', join(folder, 'none'), '--key', 'k'], 'ERR_NOT_FOUND', 5],
        [['add', 'notes', 'text', '--type', 'dream'], 'ERR_USAGE', 2],
        [['import', 'notes', join(folder, 'none')], 'ERR_NOT_FOUND', 5],
        [['import', 'notes', join(folder, 'empty.md')], 'ERR_INVALID_INPUT', 1],
        [['import', 'notes', join(folder, 'bytes.md')], 'ERR_INVALID_INPUT', 1],
        [['import', 'notes', join(folder, 'bad.jsonl')], 'ERR_INVALID_INPUT', 1],
        [['import', 'notes', folder, '--format', 'pickle'], 'ERR_USAGE', 2],
        [['import', 'notes', join(folder, 'x'.repeat(300))], 'ERR_INVALID_INPUT', 1],
        [['export', 'notes', folder, '--format', 'markdown'], 'ERR_INVALID_INPUT', 1],
        [['export', 'notes', join(folder, 'out'), '--format', 'pickle'], 'ERR_USAGE', 2],
        [['remove', 'notes', 'nope'], 'ERR_NOT_FOUND', 5],
        [['diff', 'notes', 'zzz'], 'ERR_NOT_FOUND', 5],
        [['recall', ' '], 'ERR_USAGE', 2],
        [['recall', 'x', '--tier', 'friends'], 'ERR_USAGE', 2],
        [['recall', 'x', '--top', '0'], 'ERR_USAGE', 2],
        [['trust', 'did:key:zzz', 'team'], 'ERR_USAGE', 2],
        [['connect', 'not an address'], 'ERR_USAGE', 2],
        [['connect', '/ip4/127.0.0.1/tcp/1'], 'ERR_UNREACHABLE', 1],
        [['pull', 'nope'], 'ERR_UNREACHABLE', 1],
        [['discover', 'typescript'], 'ERR_UNREACHABLE', 1],
        [['frobnicate'], 'ERR_USAGE', 2],
        [['list', '--frobnicate'], 'ERR_USAGE', 2],
      ]
      const expected: unknown[] = []
      const told: unknown[] = []
      for (const [args, code, exit, input] of cases) {
        expected.push({ args, code, exit, message: true, hint: true, stderr: '', stack: false })
        const ran = await run(args, input)
        const { error = {} } = JSON.parse(ran.stdout)
        told.push({
          args,
          code: error.code,
          exit: ran.code,
          message: typeof error.message === 'string' && error.message.length > 10,
          hint: typeof error.hint === 'string' && error.hint.length > 3,
          stderr: ran.stderr,
          stack: /\n\s+at /.test(ran.stdout),
        })
      }
      expect(told).toEqual(expected)
      const after = await run(['list'])
      expect(JSON.parse(after.stdout)).toMatchObject({ cubes: [{ name: 'notes', memories: 0 }] })
      expect(after.stdout).toBe(before.stdout)
      expect((await readdir(folder)).toSorted()).toEqual(['bad.jsonl', 'bytes.md', 'empty.md'])
    },
  )
})
