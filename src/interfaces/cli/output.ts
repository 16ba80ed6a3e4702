/** What a command says: the answer on stdout, everything else on stderr. Nothing leaves that a terminal would obey. */
import { jsonLine, plainText } from './terminal-text.ts'

/** Text in a style of ours. Only these carry escape sequences; those in the text itself become visible. */
interface Styled {
  style: 'bold' | 'dim'
  text: string
}

type Piece = string | Styled

export interface Output {
  /** One JSON document, on one line. */
  json(value: unknown): void
  /** One line of the answer for people, whatever the text holds. `plainLine` also shortens it. */
  line(...pieces: Piece[]): void
  /** Lines of the answer as they are: what a memory says, help, a script. */
  text(text: string): void
  /** One line about what happens: progress, warnings, hints. */
  note(...pieces: Piece[]): void
}

export function createOutput(stdout: NodeJS.WritableStream, stderr: NodeJS.WritableStream): Output {
  return {
    json: (value) => void stdout.write(`${jsonLine(value)}\n`),
    line: (...pieces) => void stdout.write(`${render(pieces, stdout)}\n`),
    text: (text) => void stdout.write(`${plainText(text)}\n`),
    note: (...pieces) => void stderr.write(`${render(pieces, stderr)}\n`),
  }
}

export function bold(text: string): Styled {
  return { style: 'bold', text }
}

export function dim(text: string): Styled {
  return { style: 'dim', text }
}

function render(pieces: readonly Piece[], stream: NodeJS.WritableStream): string {
  return pieces.map((piece) => (typeof piece === 'string' ? oneLine(piece) : styled(piece, stream))).join('')
}

/** Only on a terminal that has not declined styles (NO_COLOR). Fetched where it is used: quick commands have no styles. */
function styled({ style, text }: Styled, stream: NodeJS.WritableStream): string {
  return process.getBuiltinModule('node:util').styleText(style, oneLine(text), { stream })
}

/** A line that others began is not for them to end: what follows would pass for a line of ours. */
function oneLine(text: string): string {
  return plainText(text).replaceAll('\n', ' ')
}
