// A value that does not fit its option is wrong usage, whatever is in the home: for every verb and every option that takes one.
import { describe, expect, test } from 'vitest'
import { NodeError } from '../../src/home/errors.ts'
import { allVerbs } from '../../src/interfaces/cli/verbs/index.ts'
import type { Verb } from '../../src/interfaces/cli/verb.ts'
import { checkInput } from '../../src/node/index.ts'
import { runWith, type FakeRun } from './run-with.ts'

/** Verbs that do something of their own with the home or this machine before they ask, or ask nothing. */
const local = new Set(
  'init service daemon stop ui demo mcp restore-backup watch help version completion edit'.split(' '),
)

/** What no option of a few words, numbers or durations takes. A text is free to be any of them. */
const wrong = ['no such word', '', '0', 'x'.repeat(5_000)]

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
    [['swarm', 'invite', 's', '--ttl', 'soon'], '--ttl takes a duration'],
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
