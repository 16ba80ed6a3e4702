/**
 * The high-water marks once more, in a file beside the database. A mark that is lost with a damaged database would let an
 * older head in as if it were news; so what the database has lost is put back from here when it is opened.
 *
 * A line for each mark: 16 hex digits of the sha256 of the rest, a space, and base64url of the dag-cbor list
 * `[name, mark]`. The newest line of a name counts, and a line that is cut or damaged counts for nothing. Lines are
 * written after the synced batch that has the mark, unsynced: the file is never ahead of a database that is whole.
 */
import { writeSync } from 'node:fs'
import { open, readFile, type FileHandle } from 'node:fs/promises'
import { decode, encode, sha256 } from '../core/codec/index.ts'
import type { HighWaterMark } from './high-water.ts'
import { replaceFile } from './home/whole-file.ts'

const checksumDigits = 16
/** A file of this many bytes is written anew when it holds more than twice what it needs. Guess: some 2,000 marks. */
const rewriteBytes = 1024 * 1024

export type NamedMark = readonly [name: string, mark: HighWaterMark]

export interface SecondMarks {
  /** The newest mark of each name. */
  readonly known: ReadonlyMap<string, HighWaterMark>
  /** Never rejects: what cannot be written here is in the database, and is written here when that is opened again. */
  append(marks: readonly NamedMark[]): Promise<void>
  close(): Promise<void>
}

export async function openSecondMarks(path: string): Promise<SecondMarks> {
  const text = await readFile(path, 'utf8').catch(() => '')
  const known = parseMarks(text)
  let file: FileHandle | undefined
  let bytes = text.length
  let queue = Promise.resolve()
  // A last line that was cut is ended first, so that it cannot swallow the next one.
  let separator = text === '' || text.endsWith('\n') ? '' : '\n'
  const close = async (): Promise<void> => {
    await file?.close().catch(() => undefined)
    file = undefined
  }
  const shrink = async (): Promise<void> => {
    const lines = [...known].map(formatMark).join('')
    if (lines.length * 2 > bytes) return
    await close()
    await replaceFile(path, lines)
    bytes = lines.length
    separator = ''
  }
  const write = async (marks: readonly NamedMark[]): Promise<void> => {
    try {
      file ??= await open(path, 'a', 0o600)
      const lines = separator + marks.map(formatMark).join('')
      // In this turn: a line goes to the system's cache in some microseconds, the way to a thread and back takes longer.
      writeSync(file.fd, lines)
      separator = ''
      bytes += lines.length
      if (bytes > rewriteBytes) await shrink()
    } catch {
      separator = '\n'
    }
  }
  return {
    known,
    append(marks) {
      if (marks.length === 0) return queue
      for (const [name, mark] of marks) keepNewest(known, name, mark)
      queue = queue.then(() => write(marks))
      return queue
    },
    async close() {
      await queue
      await close()
    },
  }
}

function formatMark([name, mark]: NamedMark): string {
  const rest = Buffer.from(encode([name, mark])).toString('base64url')
  return `${checksumOf(rest)} ${rest}\n`
}

function parseMarks(text: string): Map<string, HighWaterMark> {
  const found = new Map<string, HighWaterMark>()
  for (const line of text.split('\n')) {
    const parsed = parseLine(line)
    if (parsed !== undefined) keepNewest(found, ...parsed)
  }
  return found
}

function keepNewest(marks: Map<string, HighWaterMark>, name: string, mark: HighWaterMark): void {
  if ((marks.get(name)?.seq ?? 0) <= mark.seq) marks.set(name, mark)
}

function parseLine(line: string): [string, HighWaterMark] | undefined {
  const rest = line.slice(checksumDigits + 1)
  if (rest === '' || line.slice(0, checksumDigits + 1) !== `${checksumOf(rest)} `) return undefined
  try {
    return decode<[string, HighWaterMark]>(new Uint8Array(Buffer.from(rest, 'base64url')))
  } catch {
    return undefined
  }
}

function checksumOf(rest: string): string {
  return Buffer.from(sha256(Buffer.from(rest)))
    .toString('hex')
    .slice(0, checksumDigits)
}
