/**
 * COGX, what cognee exports: a folder or a `*.cogx.tar.gz` of one file of lines for each kind of record. All kinds are read:
 * memories, blocks, facts, documents, episodes with their turns, entities, and nodes of the graph as they are. Nothing is
 * unpacked to disk.
 */
import { createReadStream, existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { extract, type Header } from 'tar-stream'
import { invalidInput, NodeError } from '../../home/index.ts'
import { cogxRecordOf, cogxKinds, cogxNotMemory } from './cogx-records.ts'
import type { ImportItem, Importer } from './importer.ts'
import { readJsonLines } from './json-lines.ts'

/** All that is unpacked of one archive. Guess: text of this size takes an hour to index. */
const maxBytes = 4 * 1024 ** 3
const manifest = 'manifest.json'
/** A manifest has some hundred bytes. Guess. */
const maxManifestBytes = 1024 * 1024

/** Files that an archive of cognee has beside its records. */
const known: Readonly<Record<string, string>> = {
  [manifest]: 'how the archive was exported',
  'permissions.json': 'who may read it at cognee',
}

export const cogx: Importer = {
  format: 'cogx',
  notMemory: {
    ...Object.fromEntries(
      Object.keys(cogxKinds).flatMap((file) =>
        Object.entries(cogxNotMemory).map(([path, why]) => [
          path.startsWith('**') ? path : `${file}:.${path}`,
          why,
        ]),
      ),
    ),
    ...Object.fromEntries(Object.entries(known).map(([file, why]) => [`${file}:`, why])),
  },
  detect: (path, isFolder) => (isFolder ? isUnpacked(path) : /\.cogx\.(?:tar\.gz|tgz)$/i.test(path)),
  async *read(path) {
    let hasManifest = false
    try {
      for await (const entry of statSync(path).isDirectory() ? filesOf(path) : entriesOf(path)) {
        if (basename(entry.name) === manifest) hasManifest = true
        yield* readEntry(entry)
      }
    } catch (cause) {
      throw cause instanceof NodeError ? cause : damaged(cause)
    }
    if (!hasManifest) throw invalidInput('the archive has no manifest.json', 'expected an export of cognee')
  },
}

interface Entry {
  /** Its path within the archive. */
  name: string
  content: AsyncIterable<Buffer>
  /** Lets its content go by, unread. */
  pass(): void
}

async function* readEntry({ name, content, pass }: Entry): AsyncGenerator<ImportItem[]> {
  const file = basename(name)
  const kind = Object.hasOwn(cogxKinds, file) ? cogxKinds[file] : undefined
  if (kind !== undefined)
    return yield* inSlices(
      readJsonLines(content, (value, item) => cogxRecordOf(value, item, kind), `${file} `),
    )
  pass()
  const why = Object.hasOwn(known, file) ? known[file] : undefined
  yield [
    why === undefined
      ? { item: name, reason: 'a file of a kind that is not known' }
      : { item: name, leftOut: why },
  ]
}

async function* inSlices(slices: AsyncIterable<(ImportItem | ImportItem[])[]>): AsyncGenerator<ImportItem[]> {
  for await (const slice of slices) yield slice.flat()
}

async function* entriesOf(path: string): AsyncGenerator<Entry> {
  const unpacked = extract()
  let bytes = 0
  const counted = async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      bytes += chunk.length
      if (bytes > maxBytes)
        throw new NodeError('ERR_LIMIT', `the archive unpacks to more than ${maxBytes} bytes`)
      yield chunk
    }
  }
  // An error of any of them ends the last one, which is the one that is read.
  pipeline(createReadStream(path), createGunzip(), counted, unpacked, () => {})
  for await (const entry of unpacked as AsyncIterable<unknown> as AsyncIterable<TarEntry>) {
    // What is no file has no content: a folder, a link.
    if (entry.header.type === 'file')
      yield { name: entry.header.name, content: entry, pass: () => void entry.resume() }
    else entry.resume()
  }
}

type TarEntry = AsyncIterable<Buffer> & { header: Header; resume(): unknown }

/** The files of an archive that was unpacked. */
async function* filesOf(folder: string): AsyncGenerator<Entry> {
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name)
    if (!statSync(path, { throwIfNoEntry: false })?.isFile()) continue
    yield { name, content: lazily(path), pass: () => {} }
  }
}

async function* lazily(path: string): AsyncGenerator<Buffer> {
  yield* createReadStream(path) as AsyncIterable<Buffer>
}

function isUnpacked(folder: string): boolean {
  const path = join(folder, manifest)
  if (!existsSync(path) || statSync(path).size > maxManifestBytes) return false
  try {
    return 'cogx_version' in (JSON.parse(readFileSync(path, 'utf8')) as object)
  } catch {
    return false
  }
}

function damaged(cause: unknown): NodeError {
  return new NodeError(
    'ERR_INVALID_INPUT',
    `the archive cannot be read: ${(cause as Error).message.slice(0, 200)}`,
    {
      cause,
      hint: 'it may have been cut off: export or download it again; nothing was imported',
    },
  )
}
