import { describe, expect, test } from 'vitest'
import { exitCodeOf } from '../../src/interfaces/cli/exit-codes.ts'
import { helpFor } from '../../src/interfaces/cli/help.ts'
import { verbsOfOtherWords } from '../../src/interfaces/cli/other-words.ts'
import { parseCommand, wantsJson } from '../../src/interfaces/cli/parse.ts'
import { allVerbs, loadAllVerbs, verbLoaders } from '../../src/interfaces/cli/verbs/index.ts'
import { useCases } from '../../src/node/index.ts'

const parse = (...argv: string[]): ReturnType<typeof parseCommand> => parseCommand(argv)

const verbs = await loadAllVerbs()

describe('the command line', () => {
  test.each([
    ['before', ['--json', '--home', '/h', 'get', 'notes', 'k']],
    ['after', ['get', 'notes', 'k', '--home', '/h', '--json']],
    ['between', ['get', '--home', '/h', 'notes', '--json', 'k']],
  ])('takes the global options %s the verb and its arguments', async (_where, argv) => {
    expect(await parse(...argv)).toMatchObject({
      verb: { name: 'get' },
      args: ['notes', 'k'],
      home: '/h',
      json: true,
    })
  })

  test('collects an option that may come several times', async () => {
    expect(await parse('create', 'n', '--topic', 'a', '--topic', 'b')).toMatchObject({
      options: { topic: ['a', 'b'] },
    })
  })

  test('passes a word that starts with a dash after --', async () => {
    expect(await parse('add', 'notes', '--', '-5 degrees')).toMatchObject({ args: ['notes', '-5 degrees'] })
  })

  test.each([
    ['an unknown verb', ['creat'], 'did you mean "create"'],
    ['an unknown option', ['get', 'n', 'k', '--atx', 'r'], '--at'],
    ['a missing argument', ['get', 'n'], 'memcube help get'],
    ['an argument too many', ['list', 'x'], 'memcube help list'],
    ['a key beside a text', ['add', 'n', 'key', 'text'], 'a key goes behind `--key`'],
    ['a key beside a cube', ['log', 'n', 'key'], 'a key goes behind `--key`'],
    ['an option without its value', ['get', 'n', 'k', '--at'], 'memcube help get'],
    ['a missing mandatory option', ['export', 'n', 'out'], 'memcube help export'],
    ['a name of the prototype', ['constructor'], 'memcube help'],
  ])('refuses %s and says what to do', async (_what, argv, hint) => {
    await expect(parse(...argv)).rejects.toMatchObject({
      code: 'ERR_USAGE',
      hint: expect.stringContaining(hint),
    })
  })

  test.each(
    verbs.flatMap(({ name, arguments: words, options }) => {
      const given = [name, ...words.filter(([word]) => word.startsWith('<')).map(() => 'x')]
      return options.flatMap(({ flags, about, whole }) => {
        const flag = /--[a-z-]+/.exec(flags)?.[0] ?? ''
        if (!flags.includes('<')) return []
        const bad = [[...given, flag], ...(whole === true ? [[...given, flag, 'x']] : [])]
        return bad.map((argv) => [argv.join(' '), argv, `${flags}: ${about}; see \`memcube help ${name}\``])
      })
    }),
  )('says of a wrong value of an option what that option is: %s', async (_said, argv, hint) => {
    await expect(parse(...argv)).rejects.toMatchObject({ code: 'ERR_USAGE', hint })
  })

  test('says nothing of keys where another option is misspelled', async () => {
    await expect(parse('log', 'n', '--limt', '3')).rejects.toMatchObject({
      hint: 'did you mean --limit? see `memcube help log`',
    })
  })

  test.each([
    ['an unknown option without a verb', ['--bogus'], 'memcube help'],
    ['a home without a folder', ['--home'], 'memcube help'],
    ['what is no whole number', ['recall', 'q', '--top', 'abc'], 'memcube help recall'],
    ['a negative number', ['log', 'n', '--limit', '-1'], 'memcube help log'],
    ['half a number', ['pull', 'n', '--depth', '1.5'], 'memcube help pull'],
    ['a word of other programs', ['undo'], '`memcube revert` does that'],
    ['a word for a part of a verb', ['join'], 'see `memcube help swarm join`'],
    ['the beginning of a verb', ['unpub'], 'did you mean "unpublish"'],
  ])('refuses %s', async (_what, argv, hint) => {
    await expect(parse(...argv)).rejects.toMatchObject({
      code: 'ERR_USAGE',
      hint: expect.stringContaining(hint),
    })
  })

  test.each([
    [[], [undefined]],
    [['--help'], [undefined]],
    [['-h', 'get'], ['get']],
    [['help', 'get'], ['get']],
    [['get', '--help'], ['get']],
    [['get', '-h', 'n', 'k', '--json'], ['get']],
  ])('takes %j as a wish for help', async (argv, args) => {
    const { verb, args: given } = await parse(...argv)
    expect(verb.name).toBe('help')
    expect([given[0]]).toEqual(args)
  })

  test.each([[['--version']], [['-V']], [['version']]])(
    'takes %j as a wish for the version',
    async (argv) => {
      expect((await parse(...argv)).verb.name).toBe('version')
    },
  )

  test('gives numbers as numbers', async () => {
    expect(await parse('recall', 'q', '--top', '5')).toMatchObject({ options: { top: 5 } })
  })

  test.each([
    [['list', '--json'], true],
    [['--bogus', '--json'], true],
    [['add', 'n', '--', '--json'], false],
  ])('knows for %j whether errors are wanted as JSON', (argv, json) => {
    expect(wantsJson(argv)).toBe(json)
  })
})

test('help lists every verb, and each verb has examples and a call that exists', async () => {
  const overview = await helpFor(undefined, allVerbs)
  expect(verbs.map(({ name }) => name)).toEqual(Object.keys(verbLoaders))
  for (const { name, examples } of verbs) {
    expect(overview).toContain(`  ${name} `)
    expect(examples.length).toBeGreaterThan(0)
    expect(await helpFor(name, allVerbs)).toContain(`memcube ${name}`)
  }
  // A call that is one use of a verb has the verb in front: `audit-verify`.
  const names = Object.keys(verbLoaders)
  for (const name of useCases.keys())
    expect(names).toContain(names.includes(name) ? name : name.split('-')[0])
})

test.each([
  ['ERR_USAGE', 2],
  ['ERR_NOT_FOUND', 5],
  ['ERR_HOME_IN_USE', 1],
  ['ERR_INVALID_INPUT', 1],
  ['ERR_UNREACHABLE', 1],
  ['ERR_CORRUPT', 1],
  ['ERR_DISK_FULL', 1],
  ['ERR_ROLLBACK', 3],
  ['ERR_UNVERIFIABLE', 3],
  ['ERR_INCOMPATIBLE', 3],
  ['ERR_DENIED', 3],
  ['ERR_LIMIT', 3],
  ['ERR_CONFLICT', 4],
])('%s ends with %i', (code, exit) => {
  expect(exitCodeOf(code)).toBe(exit)
})

test('words of other programs are no verbs, and what each is said to mean has help', async () => {
  for (const [word, meant] of Object.entries(verbsOfOtherWords)) {
    expect(Object.keys(verbLoaders)).not.toContain(word)
    const [verb, part] = meant.split(' ')
    expect(await helpFor(verb, allVerbs, part)).toContain(`memcube ${meant}`)
  }
})
