// A value that does not fit its option is wrong usage, whatever is in the home: for every verb and every option that takes one.
import { describe, expect, test } from 'vitest'
import { NodeError } from '../../src/home/errors.ts'
import { allVerbs } from '../../src/interfaces/cli/verbs/index.ts'
import type { Verb } from '../../src/interfaces/cli/verb.ts'
import { checkInput } from '../../src/node/index.ts'
import { temporaryNode } from '../helpers/temporary-home.ts'
import { runWith, type FakeRun } from './run-with.ts'

/** Verbs that do something of their own with the home or this machine before they ask, or ask nothing. */
const local = new Set(
  'init service daemon stop ui demo mcp restore-backup watch help version completion edit'.split(' '),
)

/** What no option of a few words, numbers or durations takes. A text is free to be any of them. */
const wrong = ['no such word', '', '0', 'x'.repeat(5_000)]

/** What nothing is called that can be typed, each in a way of its own. */
const bad = [
  '',
  ' ',
  'a/../b',
  'X',
  '-1',
  '0',
  'did:key:z6Mk',
  'memcube:x',
  `b${'a'.repeat(58)}`,
  '/ip4/192.0.2.7',
  'x'.repeat(5_000),
]

/** Without these a verb does nothing. */
const besides: Readonly<Record<string, readonly string[]>> = {
  add: ['text'],
  revert: ['x'],
  recall: ['--cube', 'x'],
  context: ['--cube', 'x'],
}

/** What a value that fits fails on in that home. */
const saidOfHome = [
  'no daemon runs for this home',
  'is no fork',
  'is unfinished',
  'is your own cube',
  'that is you',
]

/** Verbs that read or write files beside the home: what is there says whether they fail. */
const files = new Set('export import backup archive restore policy forget'.split(' '))

/** For verbs of several parts the part that takes an option. */
const uses: Readonly<Record<string, readonly (readonly string[])[]>> = {
  swarm: [
    ['invite', 's'],
    ['join', 's'],
    ['seed', 's'],
    ['kubo', 's', 'on'],
  ],
  audit: [['list'], ['verify'], ['checkpoint'], ['cosign', 'f']],
  trust: [['bob', 'team']],
  seed: [['add', 'topic']],
}

function wordsFor({ name, arguments: words }: Verb): readonly (readonly string[])[] {
  return uses[name] ?? [words.filter(([word]) => word.startsWith('<')).map(() => 'x')]
}

/** A node that judges what it is asked as the real one does, and then has nothing. */
const judged = (argv: readonly string[]): Promise<FakeRun> =>
  runWith(argv, {
    answer(name, input) {
      checkInput(name, input)
      throw new NodeError('ERR_NOT_FOUND', 'nothing is here', { hint: 'look elsewhere' })
    },
  })

/** What has to be there for the call to be made at all. */
const required = ({ options }: Verb): string[] =>
  options.flatMap(({ flags, required: must }) => (must === true ? [flagOf(flags), 'markdown'] : []))

const flagOf = (flags: string): string => /--[a-z-]+/.exec(flags)?.[0] ?? flags
const takesValue = (flags: string): boolean => flags.includes('<')
const isPath = (flags: string): boolean => /<(?:file|dir|path)>/.test(flags)

const verbs = (await allVerbs.all()).filter(({ name }) => !local.has(name))

describe('a wrong value of an option', () => {
  test.each(verbs.map((verb) => [verb.name, verb] as const))(
    'of %s is wrong usage or fits',
    async (name, verb) => {
      for (const words of wordsFor(verb)) {
        const bare = await judged([name, ...words, ...required(verb)])
        for (const { flags } of verb.options.filter((one) => takesValue(one.flags)))
          for (const value of wrong) {
            if (isPath(flags) && (value === '' || value.length > 1_000)) continue
            const flag = flagOf(flags)
            const ran = await judged([name, ...words, ...required(verb), flag, value])
            const said = `${name} ${words.join(' ')} ${flag} ${value.slice(0, 20)}: ${ran.stderr}`
            expect([2, 5, bare.code], said).toContain(ran.code)
            if (ran.code === 2 && bare.code !== 2) {
              expect(ran.stderr, said).toMatch(/^error: .*\nhint: ./)
              expect(ran.stderr, said).not.toMatch(
                /Invalid (?:option|input)|Too (?:small|big)|expected pattern/,
              )
            }
          }
      }
    },
  )

  test.each([
    [['recall', 'q', '--tier', 'friends'], '--tier: expected one of own, team'],
    [['context', 'q', '--tier', 'friends'], '--tier: expected one of own, team'],
    [['recall', 'q', '--top', '0'], '--top: expected at least 1, got 0'],
    [['recall', 'q', '--cube', ''], '--cube: expected at least 1 character'],
    [['import', 'n', '/x', '--tier', 'friends'], '--tier: expected one of own, team'],
    [['import', 'n', '/x', '--format', 'pickle'], '--format: expected one of auto'],
    [['export', 'n', '/x', '--format', 'pickle'], '--format: expected one of markdown'],
    [['add', 'n', 't', '--type', 'dream'], '--type: expected one of plaintext'],
    [['add', 'n', 't', '--clear', 'all'], '--clear: expected one of '],
    [['merge', 'n', 'm', '--strategy', 'mine'], '--strategy: expected one of ask, ours, theirs, union'],
    [['accept', 'p', '--strategy', 'mine'], '--strategy: expected one of ask, ours, theirs, union'],
    [['swarm', 'invite', 's', '--role', 'boss'], '--role: expected one of '],
    [['swarm', 'invite', 's', '--ttl', '0s'], '--ttl: expected at least 1000, got 0'],
    [['swarm', 'invite', 's', '--ttl', 'soon'], '--ttl: expected a duration such as 72h, got "soon"'],
    [['seed', 'add', 't', '--max-bytes', '1M'], '--max-bytes: expected a size such as 512MiB, got "1M"'],
    [['add', 'n', 't', '--key', 'a/../b'], '--key: expected a key, got "a/../b": it has the part ".."'],
    [['remove', 'n', '.memcube/info'], 'keys.0: '],
    [['create', 'a:b'], 'name: expected a name for a cube, got "a:b"'],
    [['create', 'n', '--topic', ''], '--topic: expected a topic, got ""'],
    [['branch', 'n', '~x'], 'name: expected the name of a branch, got "~x"'],
    [['connect', 'X'], 'address: expected the address of a peer, got "X"'],
    [['pull', 'n', '--from', 'X'], '--from: expected the address of a peer, got "X"'],
    [['bootstrap', 'add', 'X'], 'addresses.0: expected the address of a peer, got "X"'],
    [
      ['bootstrap', 'add', '/ip4/192.0.2.7'],
      'addresses: expected the address of a node to dial, got "/ip4/192.0.2.7"',
    ],
    [['config', 'set', 'profile', 'moon'], 'profile: expected one of local, lan, public, got "moon"'],
    [['config', 'set', 'port', '99999'], 'port: expected a port, got "99999"'],
    [['config', 'set', 'cache.maxBytes', '1M'], 'cache.maxBytes: expected a size, got "1M"'],
    [['config', 'set', 'ipfsDht', 'on'], 'ipfsDht: expected true or false, got "on"'],
    [['config', 'set', 'api', 'x'], 'api: expected HOST:PORT or unix:PATH, got "x"'],
    [['config', 'set', 'logLevel', 'loud'], 'logLevel: expected a log level, got "loud"'],
    [['config', 'set', 'store', 'ftp://x'], 'store: expected a place for blocks, got "ftp://x"'],
    [['config', 'set', 'port', '1', '2'], 'port: expected one value, got 2'],
    [['store', 'move', 'ftp://x'], 'target: expected a place for blocks, got "ftp://x"'],
    [['trust', 'did:key:z6Mk', 'team'], 'author: expected the did:key of an Ed25519 key'],
    [['get', 'memcube:x', 'k'], 'cube: '],
    [['swarm', 'join', 'x'], 'invite: '],
    [['recall', ' '], 'query: expected words, got none'],
    [['trust', 'bob', 'friends'], 'tier: expected one of own, team'],
    [['pull', 'n', '--depth', '0'], '--depth: expected at least 1, got 0'],
    [['map', '--most', '0'], '--most: expected at least 1, got 0'],
    [['sync-log', '--limit', '0'], '--limit: expected at least 1, got 0'],
    [['lineage', 'n', '--limit', '0'], '--limit: expected at least 1, got 0'],
    [['authors', 'n', '--threshold', '0'], '--threshold: expected at least 1, got 0'],
  ])('is named with what was expected: %j', async (argv, words) => {
    const ran = await judged(argv)
    expect(ran.code).toBe(2)
    expect(ran.stderr).toContain(`error: ${words}`)
    expect(ran.stderr).toContain('hint: ')
  })

  test('is no failure, where everything else that is named is there', { timeout: 120_000 }, async () => {
    const alice = await temporaryNode('alice')
    await alice.call('create', { name: 'x' })
    await alice.call('add', { cube: 'x', key: 'x', text: 'x' })
    const run = (argv: readonly string[]): Promise<FakeRun> =>
      runWith(argv, { open: async () => ({ call: alice.call, close: async () => {} }) })
    const failed: string[] = []
    for (const verb of verbs.filter(({ name }) => !files.has(name)))
      for (const words of wordsFor(verb)) {
        const given = [verb.name, ...words, ...(besides[verb.name] ?? [])]
        const tried = [
          ...words.flatMap((_, at) => bad.map((value) => given.with(at + 1, value))),
          ...verb.options
            .filter(({ flags }) => takesValue(flags) && !isPath(flags))
            .flatMap(({ flags }) => bad.map((value) => [...given, flagOf(flags), value])),
        ]
        for (const argv of tried) {
          const { code, stderr } = await run(argv)
          const isOfHome = saidOfHome.some((sentence) => stderr.includes(sentence))
          if (code === 1 && !isOfHome) failed.push(`${argv.join(' ').slice(0, 80)}: ${stderr}`)
        }
      }
    expect(failed).toEqual([])
  })

  test('has the code of wrong usage in JSON, which ends with 2', async () => {
    const ran = await judged(['recall', 'q', '--tier', 'friends', '--json'])
    expect(ran.code).toBe(2)
    expect(JSON.parse(ran.stdout)).toMatchObject({ error: { code: 'ERR_USAGE' } })
  })

  test('is another thing than a node that refuses what fits', async () => {
    const refusing = await runWith(['recall', 'q', '--cube', 'n'], {
      answer() {
        throw new NodeError('ERR_INVALID_INPUT', 'that file is no text')
      },
    })
    expect(refusing).toMatchObject({ code: 1, stderr: 'error: that file is no text\n' })
  })
})
