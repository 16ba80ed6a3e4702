import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { MemCubeError } from '../../src/core/errors.ts'
import { runWith } from './run-with.ts'

describe('what a verb asks the node', () => {
  test.each<[string[], string, unknown]>([
    [['status'], 'status', {}],
    [['connect', '/ip4/1.2.3.4/tcp/1'], 'connect', { address: '/ip4/1.2.3.4/tcp/1' }],
    [
      ['create', 'n', '--topic', 'a', '--topic', 'b', '--licence', 'MIT'],
      'create',
      { name: 'n', topics: ['a', 'b'], licence: 'MIT' },
    ],
    [['create', 'n'], 'create', { name: 'n', topics: [] }],
    [['show', 'n'], 'show', { cube: 'n' }],
    [
      ['add', 'n', 'text', '--key', 'k', '--tag', 'a', '--tag', 'b', '-m', 'why'],
      'add',
      { cube: 'n', key: 'k', text: 'text', tags: ['a', 'b'], message: 'why' },
    ],
    [
      ['add', 'n', '--key', 'k', '--type', 'parameter', '--file', 'w.bin'],
      'add',
      { cube: 'n', key: 'k', type: 'parameter', file: resolve('w.bin') },
    ],
    [
      ['import', 'n', './notes', '--allow-skips'],
      'import',
      { cube: 'n', path: resolve('notes'), allowSkips: true },
    ],
    [
      ['export', 'n', '../out', '--format', 'car', '--at', 'main~1'],
      'export',
      { cube: 'n', out: resolve('../out'), format: 'car', at: 'main~1' },
    ],
    [['get', 'n', 'k', '--at', 'main'], 'get', { cube: 'n', key: 'k', at: 'main' }],
    [['remove', 'n', 'a', 'b', 'c'], 'remove', { cube: 'n', keys: ['a', 'b', 'c'] }],
    [['keys', 'n', 'p/'], 'keys', { cube: 'n', prefix: 'p/' }],
    [['log', 'n', '--limit', '3'], 'log', { cube: 'n', limit: 3 }],
    [['diff', 'n', 'a', 'b'], 'diff', { cube: 'n', a: 'a', b: 'b' }],
    [['discover', 't'], 'discover', { topic: 't' }],
    [
      ['pull', 'n', '--from', '/ip4/1.2.3.4/tcp/1', '--depth', '2'],
      'pull',
      { cube: 'n', from: '/ip4/1.2.3.4/tcp/1', depth: 2 },
    ],
    [
      ['trust', 'did:key:z', 'team', '--nickname', 'bob'],
      'trust',
      { author: 'did:key:z', tier: 'team', nickname: 'bob' },
    ],
    [
      ['trust', 'did:key:z', '--nickname', 'bob'],
      'trust',
      { author: 'did:key:z', tier: undefined, nickname: 'bob' },
    ],
    [['fork', 'n', 'm'], 'fork', { cube: 'n', name: 'm' }],
    [
      ['recall', 'q', '--cube', 'a', '--cube', 'b', '--top', '3', '--tier', 'community'],
      'recall',
      { query: 'q', cubes: ['a', 'b'], top: 3, tier: 'community' },
    ],
    [['fsck', '--repair'], 'fsck', { repair: true }],
  ])('%j', async (argv, name, input) => {
    const { calls, code, closed } = await runWith([...argv, '--json'], {
      answer: () => ({ skipped: [], ok: true }),
    })
    expect({ code, calls, closed }).toEqual({ code: 0, calls: [{ name, input }], closed: 1 })
  })

  test.each([[['add', 'n', '-']], [['add', 'n']]])('the text of %j is what comes on stdin', async (argv) => {
    const { calls } = await runWith([...argv, '--json'], { stdin: 'grüße\n' })
    expect(calls).toMatchObject([{ input: { text: 'grüße\n' } }])
  })

  test.each([
    ['what is not UTF-8', Buffer.from([0x66, 0xff, 0x66]), 'ERR_INVALID_INPUT', 1],
    ['what is too much', Buffer.alloc(1024 * 1024 + 1, 'x'), 'ERR_LIMIT', 3],
  ])('nothing when stdin holds %s', async (_what, stdin, told, exit) => {
    const { calls, code, stdout } = await runWith(['add', 'n', '-', '--json'], { stdin })
    expect(calls).toEqual([])
    expect(code).toBe(exit)
    expect(JSON.parse(stdout).error.code).toBe(told)
  })
})

describe('the home', () => {
  test.each([
    [['list', '--home', '/h'], {}, '/h'],
    [['--home=/h', 'list'], {}, '/h'],
    [['list'], {}, '/home-of-alice'],
    [['list', '--home', 'here'], {}, resolve('here')],
  ])('of %j is %s', async (argv, env, home) => {
    expect((await runWith([...argv, '--json'], { env })).opened).toMatchObject([{ home, network: false }])
  })

  test('is never the current folder by an empty name', async () => {
    expect((await runWith(['list', '--home', ''])).code).toBe(2)
    const { opened } = await runWith(['list', '--json'], { env: { MEMCUBE_HOME: '' } })
    expect(opened[0]?.home).toMatch(/\.memcube$/)
  })

  test.each([
    ['discover', true],
    ['pull', true],
    ['connect', true],
    ['list', false],
    ['status', false],
  ])('of %s opens the network: %s', async (verb, network) => {
    const argv = ['pull', 'connect'].includes(verb) ? [verb, 'x'] : [verb]
    expect((await runWith([...argv, '--json'])).opened).toMatchObject([{ network }])
  })
})

describe('an answer', () => {
  test('is printed as it is with --json, as one line', async () => {
    const answer = { cubes: [{ name: 'notes\nand more', cube: 'b' }] }
    const { stdout, stderr } = await runWith(['list', '--json'], { answer: () => answer })
    expect(JSON.parse(stdout)).toEqual(answer)
    expect(stdout.indexOf('\n')).toBe(stdout.length - 1)
    expect(stderr).toBe('')
  })

  test.each([
    [['import', 'n', '.'], { skipped: [{ item: 'a', reason: 'b' }] }, 1],
    [['import', 'n', '.'], { skipped: [{ item: 'a', reason: 'is empty', loss: false }] }, 0],
    [['import', 'n', '.', '--allow-skips'], { skipped: [{ item: 'a', reason: 'b' }] }, 0],
    [['verify', 'n'], { ok: false, problems: [] }, 1],
    [['fsck'], { ok: false, problems: [] }, 1],
  ])('of %j to %j ends with %i', async (argv, answer, exit) => {
    expect((await runWith([...argv, '--json'], { answer: () => answer })).code).toBe(exit)
  })
})

describe('an error', () => {
  const failing = (error: unknown) => ({
    answer: () => {
      throw error
    },
  })

  test('is a sentence and what to do', async () => {
    const { code, stdout, stderr, closed } = await runWith(
      ['list'],
      failing(new MemCubeError('ERR_NOT_FOUND', 'no such\u001b[31m cube', { hint: 'see `memcube list`' })),
    )
    expect({ code, stdout, closed }).toEqual({ code: 5, stdout: '', closed: 1 })
    expect(stderr).toBe('error: no such\\x1b[31m cube\nhint: see `memcube list`\n')
  })

  test('is one JSON document with --json, before or after the verb', async () => {
    for (const argv of [
      ['--json', 'list'],
      ['list', '--json'],
    ]) {
      const { stdout, stderr } = await runWith(argv, failing(new MemCubeError('ERR_LIMIT', 'too much')))
      expect(JSON.parse(stdout)).toEqual({ error: { code: 'ERR_LIMIT', message: 'too much', hint: null } })
      expect(stderr).toBe('')
    }
  })

  test.each([
    [
      'of the system',
      Object.assign(new Error('ENOSPC: full'), { code: 'ENOSPC', errno: -28, syscall: 'write', path: '/h' }),
      'ERR_DISK_FULL',
      1,
    ],
    [
      'of permissions',
      Object.assign(new Error('EACCES: no'), { code: 'EACCES', errno: -13, syscall: 'open', path: '/h' }),
      'ERR_DENIED',
      3,
    ],
    ['of ours', new TypeError('x is undefined'), 'ERR_INTERNAL', 1],
    ['that is no error', 'oops', 'ERR_INTERNAL', 1],
    ['of a deadline', AbortSignal.abort(new DOMException('late', 'TimeoutError')).reason, 'ERR_TIMEOUT', 1],
  ])('%s never shows its stack', async (_what, error, told, exit) => {
    const { code, stdout, stderr } = await runWith(['list', '--json'], failing(error))
    expect(code).toBe(exit)
    expect(JSON.parse(stdout).error).toMatchObject({ code: told, hint: expect.any(String) })
    expect(stdout + stderr).not.toMatch(/\n\s+at /)
  })

  test('shows its stack to those who ask for it', async () => {
    const { stderr } = await runWith(['list'], {
      ...failing(new TypeError('x')),
      env: { MEMCUBE_DEBUG: '1' },
    })
    expect(stderr).toMatch(/\n\s+at /)
  })

  test('while the home is opened is told too', async () => {
    const open = async (): Promise<never> => {
      throw new MemCubeError('ERR_HOME_IN_USE', 'in use')
    }
    expect(await runWith(['list'], { open })).toMatchObject({ code: 1, stderr: 'error: in use\n' })
  })
})

test('an interrupt ends the call and the command, with 130', async () => {
  const { code, stdout } = await runWith(['list', '--json'], {
    answer: (_name, _input, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error))
        process.emit('SIGINT')
      }),
  })
  expect(code).toBe(130)
  expect(JSON.parse(stdout).error.code).toBe('ERR_ABORTED')
  expect(process.listenerCount('SIGINT')).toBe(0)
})

test('help and version answer without a node, as JSON too', async () => {
  const { opened, stdout } = await runWith(['help', 'pull', '--json'])
  expect(opened).toEqual([])
  expect(JSON.parse(stdout).help).toContain('memcube pull')
  expect(JSON.parse((await runWith(['--version', '--json'])).stdout)).toMatchObject({
    node: process.versions.node,
  })
  expect((await runWith(['help', 'concepts'])).stdout).toContain('quarantined')
})
