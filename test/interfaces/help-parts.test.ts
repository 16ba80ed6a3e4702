// Verbs that do several things: help knows each of them, for every such verb.
import { describe, expect, test } from 'vitest'
import { helpFor } from '../../src/interfaces/cli/help.ts'
import { parseCommand } from '../../src/interfaces/cli/parse.ts'
import { allVerbs } from '../../src/interfaces/cli/verbs/index.ts'
import { runWith } from './run-with.ts'

const verbs = await allVerbs.all()
/** The first word of these says what is done. */
const several = verbs.filter(({ arguments: [first] }) => /what/.test(first?.[0] ?? ''))
const withParts = several.filter(({ name }) => name !== 'revert')

describe('a verb of several parts', () => {
  test('has a list of them', () => {
    expect(withParts.map(({ name }) => name).sort()).toEqual([
      'audit',
      'bootstrap',
      'config',
      'pins',
      'seed',
      'service',
      'store',
      'swarm',
    ])
    for (const { name, parts } of verbs)
      expect(parts !== undefined, name).toBe(withParts.some((one) => one.name === name))
  })

  test.each(withParts.map((verb) => [verb.name, verb] as const))(
    '%s runs just those that help lists',
    async (name, { parts = [] }) => {
      const { code, stderr } = await runWith([name, 'nonsense'])
      expect(code).toBe(2)
      const [, names = ''] = /there are: ([^;\n]*)/.exec(stderr) ?? []
      expect(names.split(', ').sort()).toEqual(parts.map((part) => part.name).sort())
    },
  )

  test.each(
    withParts.flatMap(({ name, parts = [] }) => parts.map((part) => [name, part.name, part] as const)),
  )('help %s %s says its words, what it does and its options', async (name, wanted, { takes, about }) => {
    const text = await helpFor(name, allVerbs, wanted)
    expect(text.split('\n')[0]).toBe(`Usage: memcube ${name} ${wanted} ${takes}`.trimEnd())
    expect(text).toContain(about)
    expect(await helpFor(name, allVerbs)).toContain(about)
    for (const argv of [
      ['help', name, wanted],
      [name, wanted, '--help'],
      [name, '-h', wanted],
    ]) {
      const { verb, args } = await parseCommand(argv)
      expect([verb.name, ...args]).toEqual(['help', name, wanted])
    }
  })

  test('shows the options of a part and not those of others', async () => {
    const invite = await helpFor('swarm', allVerbs, 'invite')
    expect(invite).toContain('--role <role>')
    expect(invite).toContain('--ttl <duration>')
    expect(invite).not.toContain('--wait')
    expect(invite).toContain('memcube swarm invite team --role writer')
  })

  test.each([
    ['swarm', 'invit', 'did you mean "invite"'],
    ['swarm', 'zzz', 'there are: '],
    ['get', 'x', 'memcube help'],
    ['concepts', 'x', 'memcube help'],
  ])('help %s %s is refused with what there is', async (topic, part, hint) => {
    await expect(helpFor(topic, allVerbs, part)).rejects.toMatchObject({
      code: 'ERR_USAGE',
      message: `there is no help on "${topic} ${part}"`,
      hint: expect.stringContaining(hint) as string,
    })
  })
})
