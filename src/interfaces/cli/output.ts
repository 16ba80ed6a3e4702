/** What a command says: the answer on stdout, everything else on stderr. Nothing leaves that a terminal would obey. */
import { jsonLine, plainText } from './terminal-text.ts'

type Style = 'bold' | 'dim' | 'red' | 'green' | 'cyan' | 'inverse'

/** Text in a style of ours. Only these carry escape sequences; those in the text itself become visible. */
interface Styled {
  style: Style | Style[]
  text: string
}

export type Piece = string | Styled

export interface Output {
  /** Whether the answer goes to a terminal: people read it, and not another program. */
  readonly isTerminal: boolean
  /** One JSON document, on one line. */
  json(value: unknown): void
  /** One line of the answer for people, whatever the text holds. `plainLine` also shortens it. */
  line(...pieces: Piece[]): void
  /** Lines of the answer as they are: what a memory says, help, a script. */
  text(text: string): void
  /** One line about what happens: progress, warnings, hints. */
  note(...pieces: Piece[]): void
  /** The same without styles. */
  plain(): Output
  /** The same, the answer kept until somebody takes it: for a pager. */
  collecting(): Collecting
}

interface Collecting {
  out: Output
  /** What was said so far, styled as a terminal is to have it; the next time what came since. */
  take(): string
}

interface Look {
  /** The stream whose abilities decide on styles; undefined for none. */
  styledFor: NodeJS.WritableStream | undefined
}

export function createOutput(
  stdout: NodeJS.WritableStream,
  stderr: NodeJS.WritableStream,
  { styledFor }: Look = { styledFor: stdout },
): Output {
  const isTerminal = (stdout as Partial<NodeJS.WriteStream>).isTTY === true
  return {
    isTerminal,
    json: (value) => void stdout.write(`${jsonLine(value)}\n`),
    line: (...pieces) => void stdout.write(`${render(pieces, styledFor)}\n`),
    text: (text) => void stdout.write(`${plainText(text)}\n`),
    note: (...pieces) => void stderr.write(`${render(pieces, styledFor && stderr)}\n`),
    plain: () => createOutput(stdout, stderr, { styledFor: undefined }),
    collecting() {
      let kept = ''
      const sink = { isTTY: isTerminal, write: (text: string) => (kept += text) }
      return {
        out: createOutput(sink as unknown as NodeJS.WritableStream, stderr, { styledFor }),
        take() {
          const taken = kept
          kept = ''
          return taken
        },
      }
    },
  }
}

export function bold(text: string): Styled {
  return { style: 'bold', text }
}

export function dim(text: string): Styled {
  return { style: 'dim', text }
}

function render(pieces: readonly Piece[], stream: NodeJS.WritableStream | undefined): string {
  return pieces.map((piece) => (typeof piece === 'string' ? oneLine(piece) : styled(piece, stream))).join('')
}

/** Only on a terminal that has not declined styles (NO_COLOR). Fetched where it is used: quick commands have no styles. */
function styled({ style, text }: Styled, stream: NodeJS.WritableStream | undefined): string {
  const plain = oneLine(text)
  if (stream === undefined) return plain
  return process.getBuiltinModule('node:util').styleText(style, plain, { stream })
}

/** A line that others began is not for them to end: what follows would pass for a line of ours. */
function oneLine(text: string): string {
  return plainText(text).replaceAll('\n', ' ')
}
