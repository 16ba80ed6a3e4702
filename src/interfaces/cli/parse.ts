/** Words to a verb with its arguments and options, by commander; only the verb that was asked for is loaded. */
import { Command, CommanderError, Option } from 'commander'
import { MemCubeError } from '../../core/errors.ts'
import { version } from '../../node/version.ts'
import type { Output } from './output.ts'
import type { Values, Verb } from './verb.ts'
import { verbLoaders } from './verbs/index.ts'

export interface ParsedCommand {
  verb: Verb
  args: readonly unknown[]
  options: Values
  home: string | undefined
  json: boolean
}

const globalOptions = [
  ['--home <dir>', 'the home; else $MEMCUBE_HOME, else ~/.memcube'],
  ['--json', 'one JSON document on stdout'],
] as const

/**
 * What to run; undefined when help or the version was printed instead.
 * @throws ERR_USAGE
 */
export async function parseCommand(argv: readonly string[], out: Output): Promise<ParsedCommand | undefined> {
  const { name, before, after } = splitAtVerb(argv)
  if (before.includes('--version') || before.includes('-V')) return void out.line(version)
  if (name === undefined || name === 'help') {
    const { helpFor } = await import('./help.ts')
    return void out.line(await helpFor(after.find((word) => !word.startsWith('-'))))
  }
  const load = Object.hasOwn(verbLoaders, name) ? verbLoaders[name] : undefined
  if (load === undefined) throw unknownVerb(name)
  const verb = await load()
  const command = toCommand(verb)
  let parsed: Pick<ParsedCommand, 'args' | 'options'> | undefined
  command.action((...given: unknown[]) => {
    parsed = { args: given.slice(0, verb.arguments.length), options: command.opts() }
  })
  try {
    command.parse([...before, ...after], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.code !== 'commander.helpDisplayed') throw wrongUsage(verb, error)
    const { helpFor } = await import('./help.ts')
    return void out.line(await helpFor(verb.name))
  }
  if (parsed === undefined) return undefined
  const { home, json, ...options } = parsed.options
  return { verb, args: parsed.args, options, home: home as string | undefined, json: json === true }
}

/** A verb as commander knows it. */
export function toCommand(verb: Verb): Command {
  const command = new Command(verb.name)
    .exitOverride()
    .configureOutput({ writeOut() {}, writeErr() {} })
    .allowExcessArguments(false)
  command.description(verb.summary).showSuggestionAfterError(true)
  for (const [name, about] of verb.arguments) command.argument(name, about)
  for (const { flags, about, many, parse, required } of verb.options) {
    const option = new Option(flags, about).makeOptionMandatory(required === true)
    if (many === true)
      option.argParser((value, all: unknown[] = []) => [...all, parse === undefined ? value : parse(value)])
    else if (parse !== undefined) option.argParser(parse)
    command.addOption(option)
  }
  for (const [flags, about] of globalOptions) command.option(flags, about)
  return command
}

/** The global options may come before the verb; the first word that is none of them is the verb. */
function splitAtVerb(argv: readonly string[]): {
  name: string | undefined
  before: string[]
  after: string[]
} {
  const before: string[] = []
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] as string
    if (!word.startsWith('-')) return { name: word, before, after: argv.slice(at + 1) }
    before.push(word)
    if (word === '--home') before.push(...argv.slice(++at, at + 1))
    else if (word === '--help' || word === '-h') return { name: 'help', before, after: argv.slice(at + 1) }
  }
  return { name: undefined, before, after: [] }
}

function unknownVerb(name: string): MemCubeError {
  const close = Object.keys(verbLoaders).filter((verb) => distance(verb, name) <= 2)
  return new MemCubeError('ERR_USAGE', `there is no verb "${name}"`, {
    hint:
      close.length > 0
        ? `did you mean ${close.map((verb) => `"${verb}"`).join(' or ')}?`
        : '`memcube help` lists the verbs',
  })
}

function wrongUsage(verb: Verb, error: CommanderError): MemCubeError {
  const [message = 'wrong usage', suggestion] = error.message.replace(/^error: /, '').split('\n')
  const more = `see \`memcube help ${verb.name}\``
  return new MemCubeError('ERR_USAGE', message, {
    hint: suggestion === undefined ? more : `${suggestion.replace(/^\(|\)$/g, '')} ${more}`,
  })
}

/** Edits that turn one word into the other (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      next.push(Math.min((row[j] as number) + 1, (next[j - 1] as number) + 1, (row[j - 1] as number) + same))
    }
    row = next
  }
  return row[b.length] as number
}
