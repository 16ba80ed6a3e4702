// What the verbs of the command line ask of the calls behind them, without a node.
import { expect, test } from 'vitest'
import { allVerbs } from '../../src/interfaces/cli/verbs/index.ts'
import type { Verb, VerbContext } from '../../src/interfaces/cli/verb.ts'
import { callSchemas } from '../../src/node/index.ts'

interface Asked {
  call: string
  input: Record<string, unknown>
}

/** The call that a verb makes first, with each argument and option as a text. Undefined for a verb that makes none. */
async function askedBy({ arguments: words, options, run }: Verb): Promise<Asked | undefined> {
  let asked: Asked | undefined
  const context = {
    home: '/nowhere',
    json: true,
    out: { json: () => undefined, line: () => undefined, note: () => undefined, text: () => undefined },
    call: {},
    client: () =>
      Promise.resolve({
        call(call: string, input: Record<string, unknown>) {
          asked ??= { call, input }
          throw new Error('no node is here')
        },
      }),
    readStdin: () => Promise.resolve(''),
  }
  const values = Object.fromEntries(
    options.map(({ flags, many }) => {
      const name = flags.replace(/^.*--([a-z-]+).*$/, '$1')
      const camel = name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase())
      return [camel, many === true ? ['x'] : 'x']
    }),
  )
  const given = words.map(([name]) => (name.includes('...') ? ['x'] : 'x'))
  await run(given, values, context as unknown as VerbContext).catch(() => undefined)
  return asked
}

test('a verb gives its call no field that the call does not take', async () => {
  const taken = new Map(
    callSchemas().map(({ name, input }) => [name, Object.keys(input['properties'] ?? {})]),
  )
  const plain = (await allVerbs.all()).filter(
    ({ ownSignals, stays, name }) => !ownSignals && !stays && !local.has(name),
  )
  const asked = await Promise.all(plain.map(askedBy))
  const calls = asked.filter((one) => one !== undefined)
  expect(calls.length).toBeGreaterThan(40)
  for (const { call, input } of calls)
    expect(
      Object.keys(input).filter((field) => taken.get(call)?.includes(field) !== true),
      call,
    ).toEqual([])
})

/** Verbs that do something of their own with the home or this machine before they ask, or ask nothing. */
const local = new Set([
  'init',
  'service',
  'daemon',
  'stop',
  'ui',
  'demo',
  'mcp',
  'restore-backup',
  'watch',
  'help',
  'version',
  'completion',
])

test('words and options go to the fields of their names', async () => {
  const verb = async (name: string): Promise<Verb> => (await allVerbs.loader(name)?.()) as Verb
  expect(await askedBy(await verb('remove'))).toEqual({
    call: 'remove',
    input: { cube: 'x', keys: ['x'], branch: 'x', message: 'x' },
  })
  expect(await askedBy(await verb('release'))).toEqual({
    call: 'release',
    input: { from: 'x', to: 'x', keys: ['x'], dryRun: 'x', message: 'x' },
  })
  expect(await askedBy(await verb('switch'))).toEqual({ call: 'switch', input: { cube: 'x', branch: 'x' } })
})
