/** A verb as commander knows it. */
import { Command, InvalidArgumentError, Option } from 'commander'
import type { Verb, VerbOption } from './verb.ts'

const globalOptions = [
  ['--home <dir>', 'the home; else $MEMCUBE_HOME, else ~/.memcube'],
  ['--json', 'one JSON document on stdout'],
  ['--no-color', 'no colours; so does NO_COLOR in the environment'],
  ['--no-pager', 'no pager for a long answer, which $PAGER names'],
] as const

/** A verb as commander knows it. */
export function toCommand(verb: Pick<Verb, 'name' | 'summary' | 'arguments' | 'options'>): Command {
  const command = new Command(verb.name)
    .exitOverride()
    .configureOutput({ writeOut() {}, writeErr() {} })
    .allowExcessArguments(false)
  command.description(verb.summary).showSuggestionAfterError(true)
  for (const [name, about] of verb.arguments) command.argument(name, about)
  for (const option of verb.options) command.addOption(toOption(option))
  for (const [flags, about] of globalOptions) command.option(flags, about)
  return command
}

function toOption({ flags, about, many, whole, required }: VerbOption): Option {
  const option = new Option(flags, about).makeOptionMandatory(required === true)
  if (whole === true) option.argParser(wholeNumber)
  if (many === true) option.argParser((value, all: string[] | undefined) => [...(all ?? []), value])
  return option
}

function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('Expected a whole number.')
  return Number(text)
}
