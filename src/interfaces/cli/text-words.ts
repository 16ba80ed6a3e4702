/**
 * Words that begin with a hyphen and are text all the same: those with white space in them, `- buy milk`. Commander takes
 * every such word for options, so a mark stands before it while commander reads, which no word of a command line can hold.
 */
import type { Command } from 'commander'

const mark = '\0'

export function markTexts(command: Command, words: readonly string[]): string[] {
  const end = words.indexOf('--')
  return words.map((word, at) => ((end === -1 || at < end) && isText(command, word) ? mark + word : word))
}

/** Not `--name=some words` or `-mfix this`, where an option is there to take what follows. */
function isText(command: Command, word: string): boolean {
  if (!/^-.*\s/su.test(word)) return false
  if (/^--[^\s=]+=/u.test(word)) return false
  const short = /^-[^\s-](?=\S)/u.exec(word)?.[0]
  return short === undefined || !command.options.some((option) => option.short === short && option.required)
}

/** The same without marks: texts, lists of them, and the values of options. */
export function unmarked(value: unknown): unknown {
  if (typeof value === 'string') return value.startsWith(mark) ? value.slice(mark.length) : value
  if (Array.isArray(value)) return value.map(unmarked)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, unmarked(one)]))
}
