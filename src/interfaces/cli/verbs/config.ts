import type { AnswerOf, CallName } from '../../../node/index.ts'
import { MemCubeError } from '../../../core/errors.ts'
import { bold, dim, type Output } from '../output.ts'
import { plainLine } from '../terminal-text.ts'
import type { Verb, VerbContext, VerbPart } from '../verb.ts'

type Shown = AnswerOf<'config-list'>['settings'][number]

/** One `config WHAT` or `bootstrap WHAT`: which words it takes, what it asks and how the answer reads. */
interface Use {
  call: CallName
  takes: string
  /** For help: its words as usage has them, and what it does. */
  words: string
  about: string
  /** The input, or undefined for words that are too few or too many. */
  input(words: readonly string[]): object | undefined
  show(answer: never, out: Output): void
}

const none = (words: readonly string[]): object | undefined => (words.length === 0 ? {} : undefined)
const some = (addresses: readonly string[]): object | undefined =>
  addresses.length > 0 ? { addresses } : undefined

const configUses: Record<string, Use> = {
  list: {
    call: 'config-list',
    takes: 'nothing more',
    words: '',
    about: 'each setting, its value, and when a change of it counts; this is the default',
    input: none,
    show: showAll,
  },
  get: {
    call: 'config-get',
    takes: 'a key',
    words: '<key>',
    about: 'the value of one',
    input: ([key, ...more]) => (key === undefined || more.length > 0 ? undefined : { key }),
    show: ({ value }: Shown, out) => out.line(valueText(value)),
  },
  set: {
    call: 'config-set',
    takes: 'a key and its value; a list may have several',
    words: '<key> <values...>',
    about: 'keep a value; a list may have several',
    input: ([key, ...values]) => (key === undefined || values.length === 0 ? undefined : { key, values }),
    show: showChanged,
  },
  unset: {
    call: 'config-unset',
    takes: 'a key',
    words: '<key>',
    about: 'take it away; the usual value holds again',
    input: ([key, ...more]) => (key === undefined || more.length > 0 ? undefined : { key }),
    show: showChanged,
  },
}

const bootstrapUses: Record<string, Use> = {
  list: {
    call: 'bootstrap-list',
    takes: 'nothing more',
    words: '',
    about: 'those that are kept; this is the default',
    input: none,
    show: showBootstrap,
  },
  add: {
    call: 'bootstrap-add',
    takes: 'one or several addresses',
    words: '<addresses...>',
    about: 'keep nodes, to dial them at each start',
    input: some,
    show: showBootstrap,
  },
  remove: {
    call: 'bootstrap-remove',
    takes: 'one or several addresses',
    words: '<addresses...>',
    about: 'keep them no more',
    input: some,
    show: showBootstrap,
  },
}

const partsOf = (uses: Record<string, Use>): VerbPart[] =>
  Object.entries(uses).map(([name, { words, about }]) => ({ name, takes: words, about }))

export const config: Verb = {
  name: 'config',
  group: 'start',
  summary: 'what the home keeps for its daemon: profile, addresses, ports, limits',
  arguments: [
    ['[what]', 'get, set, unset or list; list when not given'],
    ['[key]', 'such as profile; `memcube config list` has them all'],
    ['[values...]', 'for set: one value, or several for a list'],
  ],
  options: [],
  parts: partsOf(configUses),
  examples: [
    ['memcube config list', 'each setting, its value, and when a change of it counts'],
    [
      'memcube config set profile public',
      'from the next start of the daemon on; its options win over settings',
    ],
    ['memcube config set api 127.0.0.1:4747', 'the local API keeps this port'],
    ['memcube config set cache.maxBytes 10GiB', 'what cubes of others may take of the disk, at once'],
    ['memcube config unset profile', 'the usual value holds again'],
  ],
  run: ([what = 'list', key, values], _options, context) =>
    runUse('config', configUses, String(what), [key, ...(values as string[])], context),
}

export const bootstrap: Verb = {
  name: 'bootstrap',
  group: 'start',
  summary: 'the nodes that are dialled at each start',
  arguments: [
    ['[what]', 'add, remove or list; list when not given'],
    ['[addresses...]', 'multiaddrs, as the other nodes print them'],
  ],
  options: [],
  parts: partsOf(bootstrapUses),
  examples: [
    [
      'memcube bootstrap add /ip4/127.0.0.1/tcp/4001/p2p/12D3KooW...',
      'from the next start on; `memcube connect` dials it now',
    ],
    ['memcube bootstrap list', 'those that are kept'],
  ],
  run: ([what = 'list', addresses], _options, context) =>
    runUse('bootstrap', bootstrapUses, String(what), addresses as string[], context),
}

async function runUse(
  verb: string,
  uses: Record<string, Use>,
  what: string,
  given: readonly unknown[],
  context: VerbContext,
): Promise<void> {
  const use = Object.hasOwn(uses, what) ? uses[what] : undefined
  if (use === undefined)
    throw new MemCubeError('ERR_USAGE', `there is no "${verb} ${plainLine(what, 40)}"`, {
      hint: `there are: ${Object.keys(uses).join(', ')}`,
    })
  const input = use.input(given.filter((word) => typeof word === 'string'))
  if (input === undefined)
    throw new MemCubeError('ERR_USAGE', `${verb} ${what} takes ${use.takes}`, {
      hint: `see \`memcube help ${verb}\``,
    })
  const answer = await (await context.client()).call(use.call, input, context.call)
  if (context.json) context.out.json(answer)
  else use.show(answer as never, context.out)
}

function showAll({ settings }: AnswerOf<'config-list'>, out: Output): void {
  for (const { key, value, isSet, takesEffect, about } of settings) {
    out.line(bold(key), '  ', isSet ? valueText(value) : dim(valueText(value)))
    out.line(dim(`  ${about}; ${isSet ? '' : 'not set; '}a change counts ${takesEffect}`))
  }
}

function showChanged({ key, value, isSet, changed, waits }: AnswerOf<'config-set'>, out: Output): void {
  const said = `${key} is ${valueText(value)}${isSet ? '' : ', which is usual'}`
  out.line(changed ? said : `nothing changed: ${said}`)
  if (waits) noteWaits(out)
}

function showBootstrap(
  { bootstrap: addresses, changed, waits }: Partial<AnswerOf<'bootstrap-add'>>,
  out: Output,
): void {
  if (addresses?.length === 0) out.line('none; add one with `memcube bootstrap add ADDRESS`')
  for (const address of addresses ?? []) out.line(plainLine(address, 1_024))
  for (const address of (addresses ?? []).filter((one) => !one.includes('/p2p/')))
    out.note(
      `${plainLine(address, 1_024)} names no peer: any node that answers there is taken. With /p2p/ and its peer id it is that node alone`,
    )
  if (changed === false) out.note('nothing changed')
  if (waits === true) noteWaits(out)
}

function noteWaits(out: Output): void {
  out.note('the daemon that runs goes on as it was started: `memcube stop`, then start it again')
}

function valueText(value: Shown['value']): string {
  if (value === null) return 'none'
  if (Array.isArray(value))
    return value.length === 0 ? 'none' : value.map((one) => plainLine(one, 1_024)).join(' ')
  return plainLine(String(value), 4_096)
}
