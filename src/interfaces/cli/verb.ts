/** What a verb of the command line is: data, from which parsing, help and completion are made. */
import type { CallOptions } from '../../home/call-options.ts'
import type { AnswerOf, CallName } from '../../node/index.ts'
import type { NodeClient } from './node-client.ts'
import type { Resume } from './client.ts'
import type { Output } from './output.ts'
import { plainLine } from './terminal-text.ts'

export interface VerbOption {
  /** As commander writes it: `--topic <topic>`, `--json`. */
  flags: string
  about: string
  /** May be given several times; the value is a list. */
  many?: boolean
  /** A whole number. */
  whole?: boolean
  required?: boolean
}

/** One of several things that a verb does, by its first word: `swarm invite`. */
export interface VerbPart {
  name: string
  /** The words behind it, as help writes them: `<swarm>`. */
  takes: string
  about: string
}

/** All verbs, each loaded when it is wanted. */
export interface Verbs {
  names: readonly string[]
  /** Undefined for a name that no verb has. */
  loader(name: string): (() => Promise<Verb>) | undefined
  all(): Promise<Verb[]>
}

export interface VerbContext {
  home: string
  json: boolean
  /** What help tells of. */
  verbs: Verbs
  out: Output
  call: CallOptions
  /** The node, opened at the first use. */
  client(): Promise<NodeClient>
  /** Gives the node back: the next use opens it anew. */
  release(): Promise<void>
  readStdin(): Promise<string>
}

export type Values = Record<string, unknown>

export interface Verb {
  name: string
  summary: string
  group: 'start' | 'write' | 'read' | 'history' | 'share' | 'trust' | 'care'
  /** As commander writes them: `<cube>`, `[text]`, `<keys...>`. */
  arguments: readonly (readonly [name: string, about: string])[]
  options: readonly VerbOption[]
  /** For a verb whose first word says what is done: all such words. */
  parts?: readonly VerbPart[]
  /** What to type, and what it does. */
  examples: readonly (readonly [command: string, about: string])[]
  /** Opens the network when no daemon runs; some only for certain arguments. */
  network?: boolean | ((args: readonly unknown[]) => boolean)
  /** Asks nodes that a daemon may be connected with; without one the command looks for a moment whether one starts. */
  needsPeers?: (options: Values) => boolean
  /** For calls that may last long: how they go on at a daemon that starts meanwhile. */
  resume?: Resume
  /** Goes on until it is told to end, and waits for no reader then. */
  stays?: boolean
  /** Runs until a signal, which it handles itself. */
  ownSignals?: boolean
  /** On a terminal the answer goes through a pager, for certain arguments perhaps. */
  pages?: boolean | ((args: readonly unknown[]) => boolean)
  run(args: readonly unknown[], options: Values, context: VerbContext): Promise<number | void>
}

/** A verb that is one call: arguments in, an answer out. */
interface CallVerb<N extends CallName> extends Omit<Verb, 'run'> {
  call: N
  /** When not given, the fields of the call have the names of the arguments and options. */
  input?(args: readonly unknown[], options: Values, context: VerbContext): unknown
  /** Can be asked of one swarm, with `--swarm`. */
  ofSwarm?: boolean
  /** Prints the answer for people. */
  show(result: AnswerOf<N>, context: VerbContext, options: Values): void
  exitCode?(result: AnswerOf<N>, options: Values): number
}

export const swarmOption: VerbOption = {
  flags: '--swarm <swarm>',
  about: 'in this swarm: its name or id',
}

/** `<keys...>` is `keys`, and `--dry-run` is `dryRun`, as commander calls its value. */
function inputByName(
  { arguments: words, options }: NamedParts,
  args: readonly unknown[],
  values: Values,
): Values {
  const names = options.map(({ flags }) =>
    flags.replace(/^.*--([a-z-]+).*$/, '$1').replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase()),
  )
  return Object.fromEntries([
    ...words.map(([name], at) => [name.replaceAll(/[^\w-]/g, ''), args[at]]),
    ...names.map((name) => [name, values[name]]),
  ])
}

type NamedParts = Pick<Verb, 'arguments' | 'options'>

/** What a person should know about what was done; with `--json` it is a field of the answer. */
function noteNotice(result: unknown, out: Output): void {
  const { notice } = (result ?? {}) as { notice?: unknown }
  if (typeof notice === 'string') out.note(plainLine(notice, 1_000))
}

export function callVerb<const N extends CallName>({
  call,
  input,
  show,
  exitCode,
  ofSwarm = false,
  ...verb
}: CallVerb<N>): Verb {
  return {
    ...verb,
    options: ofSwarm ? [...verb.options, swarmOption] : verb.options,
    async run(args, options, context) {
      const asked = (await input?.(args, options, context)) ?? inputByName(verb, args, options)
      const { swarm } = options
      const request = ofSwarm && swarm !== undefined ? { ...asked, swarm } : asked
      const client = await context.client()
      const result = await client.call(call, request, context.call)
      if (context.json) context.out.json(result)
      else {
        show(result, context, options)
        noteNotice(result, context.out)
      }
      return exitCode?.(result, options) ?? 0
    },
  }
}
