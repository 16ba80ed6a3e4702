/** Words to a verb with its arguments and options, by commander; only the verb that was asked for is loaded. */
import { Command, CommanderError } from 'commander'
import { MemCubeError } from '../../core/errors.ts'
import type { Values, Verb } from './verb.ts'
import { markTexts, unmarked } from './text-words.ts'
import { allVerbs, verbLoader } from './verbs/index.ts'
import { toCommand } from './to-command.ts'

export interface ParsedCommand {
  verb: Verb
  args: readonly unknown[]
  options: Values
  home: string | undefined
  json: boolean
  /** False where the command line says no. */
  color: boolean
  pager: boolean
}

/** What to run. Asking for help or the version is a verb like any other. @throws ERR_USAGE */
export async function parseCommand(argv: readonly string[]): Promise<ParsedCommand> {
  const { name, before, after } = splitAtVerb(argv)
  if (name === undefined) return parseWithoutVerb(before)
  const load = verbLoader(name)
  if (load === undefined) throw await unknownVerb(name)
  return parseWith(await load(), [...before, ...after])
}

/** Whether errors are wanted as JSON: known also where the words cannot be parsed. */
export function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--')
  return argv.slice(0, end === -1 ? argv.length : end).includes('--json')
}

async function parseWith(verb: Verb, words: readonly string[]): Promise<ParsedCommand> {
  const command = toCommand(verb)
  let args: unknown[] = []
  command.action((...given: unknown[]) => {
    args = given.slice(0, verb.arguments.length)
  })
  const helpWanted = parseWords(command, markTexts(command, words), (error) => moreAbout(verb, error))
  args = args.map(unmarked)
  const { home, json, color, pager, ...options } = unmarked(command.opts()) as Values
  const common = {
    home: home as string | undefined,
    json: json === true,
    color: color !== false,
    pager: pager !== false,
  }
  return helpWanted
    ? { ...(await asked('help')), args: [verb.name, partIn(verb, words)], ...common }
    : { verb, args, options, ...common }
}

/** Which of the things that the verb does was meant. */
function partIn({ parts = [] }: Verb, words: readonly string[]): string | undefined {
  return words.find((word) => parts.some(({ name }) => name === word))
}

/** Where to read on: of an option what it is, of words that fit nowhere how a key and a text with a hyphen are given. */
function moreAbout({ name, arguments: given, options }: Verb, { code, message }: CommanderError): string {
  const [first] = given
  const help = `see \`memcube help ${name}\``
  const wrong = ofOneOption.has(code) ? /option '([^']+)'/.exec(message)?.[1] : undefined
  const meant = options.find(({ flags }) => flags === wrong)
  if (meant !== undefined) return `${wrong}: ${meant.about}; ${help}`
  const isMeant = message.includes('(Did you mean')
  if (first === undefined || wrong !== undefined || isMeant) return help
  const fromStdin = given.some(([, about]) => about.includes('`-`')) ? ', or comes from stdin with `-`' : ''
  const isKey = code !== 'commander.unknownOption' && options.some(({ flags }) => flags === '--key <key>')
  const key = isKey ? '; a key goes behind `--key`' : ''
  return `${help}${key}; a text that begins with a hyphen goes behind \`--\`${fromStdin}`
}

/** The option is known, and what it was given, or was not, is wrong. */
const ofOneOption = new Set([
  'commander.invalidArgument',
  'commander.optionMissingArgument',
  'commander.missingMandatoryOptionValue',
])

/** Words without a verb: nothing, `--help` or `--version`. */
async function parseWithoutVerb(words: readonly string[]): Promise<ParsedCommand> {
  const command = toCommand({ name: 'memcube', summary: '', arguments: [], options: [] })
  command.option('-V, --version', 'print the version').action(() => {})
  parseWords(command, words, () => 'see `memcube help`')
  const { home, json, version, color, pager } = command.opts<Values>()
  return {
    ...(await asked(version === true ? 'version' : 'help')),
    home: home as string | undefined,
    json: json === true,
    color: color !== false,
    pager: pager !== false,
  }
}

async function asked(name: 'help' | 'version'): Promise<Pick<ParsedCommand, 'verb' | 'args' | 'options'>> {
  const verb =
    name === 'help' ? (await import('./verbs/help.ts')).help : (await import('./verbs/version.ts')).version
  return { verb, args: [], options: {} }
}

/** @returns whether help was asked for instead @throws ERR_USAGE */
function parseWords(
  command: Command,
  words: readonly string[],
  more: (error: CommanderError) => string,
): boolean {
  try {
    command.parse([...words], { from: 'user' })
    return false
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.code === 'commander.helpDisplayed') return true
    throw wrongUsage(error, more(error))
  }
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
  }
  return { name: undefined, before, after: [] }
}

async function unknownVerb(name: string): Promise<MemCubeError> {
  const { meantByWord } = await import('./other-words.ts')
  return new MemCubeError('ERR_USAGE', `there is no verb "${name}"`, {
    hint: meantByWord(name, allVerbs.names) ?? '`memcube help` lists the verbs',
  })
}

function wrongUsage(error: CommanderError, more: string): MemCubeError {
  const [message = 'wrong usage', meant] = error.message.replace(/^error: /, '').split('\n')
  return new MemCubeError('ERR_USAGE', message, {
    hint: meant === undefined ? more : `${meant.replace(/^\(D(.*)\)$/, 'd$1')} ${more}`,
  })
}
