// A text that begins with a hyphen is a text, for whatever verb and option takes texts.
import { expect, test } from 'vitest'
import { parseCommand } from '../../src/interfaces/cli/parse.ts'
import { loadAllVerbs } from '../../src/interfaces/cli/verbs/index.ts'

const parse = (...argv: string[]): ReturnType<typeof parseCommand> => parseCommand(argv)

const verbs = await loadAllVerbs()
/** What commander demands: each argument and mandatory option once. */
const least = ({
  arguments: given,
  options,
}: (typeof verbs)[number]): { args: string[]; needed: string[] } => ({
  args: given.map(([, about]) => `x${about.length}`),
  needed: options.flatMap(({ flags, required }) => (required === true ? [longOf(flags), 'x'] : [])),
})
const longOf = (flags: string): string => /--[\w-]+/.exec(flags)?.[0] ?? flags
const texts = [
  '- buy milk',
  '-v flag',
  '-m is an option',
  '--json is one as well',
  '-\tb',
  '-- both',
  '- a\n- b',
]

test.each(
  verbs.flatMap((verb) => verb.arguments.map(([argument], at) => [verb.name, argument, at, verb] as const)),
)('%s takes a text with a hyphen for %s', async (name, _argument, at, verb) => {
  const { args, needed } = least(verb)
  for (const text of texts) {
    const { args: taken } = await parse(name, ...args.with(at, text), ...needed)
    expect(taken.flat()).toEqual(args.with(at, text))
  }
})

test.each(
  verbs.flatMap((verb) =>
    verb.options
      .filter(({ flags, whole }) => flags.includes('<') && whole !== true)
      .map(({ flags }) => [verb.name, flags, verb] as const),
  ),
)('%s takes a text with a hyphen for %s', async (name, flags, verb) => {
  const { args, needed } = least(verb)
  const words = flags.startsWith('-m,') ? [longOf(flags), '-m'] : [longOf(flags)]
  for (const text of texts)
    for (const option of words) {
      const { args: taken, options } = await parse(name, ...args, ...needed, option, text)
      expect(taken.flat().filter((one) => one !== undefined)).toEqual(args)
      expect(Object.values(options).flat()).toContain(text)
    }
})

test.each(verbs.filter(({ arguments: given }) => given.length > 0).map((verb) => [verb.name, verb] as const))(
  '%s says how a text with a hyphen and no space is given',
  async (name, verb) => {
    await expect(parse(name, '-Z5', ...least(verb).needed)).rejects.toMatchObject({
      code: 'ERR_USAGE',
      hint: expect.stringContaining('`--`') as string,
    })
  },
)

test('what is attached to an option is its value, and what is behind -- is as it was', async () => {
  expect(await parse('add', 'n', 't', '-mfix this')).toMatchObject({ options: { message: 'fix this' } })
  expect(await parse('add', 'n', 't', '--message=fix this')).toMatchObject({
    options: { message: 'fix this' },
  })
  expect(await parse('add', 'n', '--', '-x y')).toMatchObject({ args: ['n', '-x y'] })
  await expect(parse('add', 'n', '--mesage=fix this')).rejects.toMatchObject({ code: 'ERR_USAGE' })
  await expect(parse('add', 'n', '-Milk')).rejects.toMatchObject({
    hint: expect.stringContaining('from stdin with `-`') as string,
  })
})
