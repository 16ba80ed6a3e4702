/** What a command says: the answer on stdout, everything else on stderr. */
import { styleText } from 'node:util'

export interface Output {
  /** One JSON document, on one line. */
  json(value: unknown): void
  /** A line of the answer for people. Text that others wrote goes through `plain` first. */
  line(text: string): void
  /** A line about what happens: progress, warnings, hints. */
  note(text: string): void
}

export const output: Output = {
  json: (value) => void process.stdout.write(`${JSON.stringify(value)}\n`),
  line: (text) => void process.stdout.write(`${text}\n`),
  note: (text) => void process.stderr.write(`${text}\n`),
}

export function bold(text: string): string {
  return styleText('bold', text, { stream: process.stdout })
}

export function dim(text: string): string {
  return styleText('dim', text, { stream: process.stdout })
}
