/** The files in a ZIP archive that a person chose. Pure but for the inflating that browsers have. */
import type { ChosenFile } from './send-files.ts'

/** Numbers of the format: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3. */
const [endMark, entryMark, localMark] = [0x06054b50, 0x02014b50, 0x04034b50]
const [endBytes, entryBytes, localBytes] = [22, 46, 30]
const mostComment = 0xffff
const [stored, deflated] = [0, 8]
/** What one file may unpack to: more cannot be sent from a page. A small archive may hold very much of nothing. */
const mostUnpacked = 5 * 1024 * 1024

/** What is wrong with an archive, in words. */
export class ZipError extends Error {
  override name = 'ZipError'
}

export const isZip = ({ name }: { name: string }): boolean => /\.zip$/i.test(name)

/** @throws ZipError for what is no archive, is damaged, or is of a kind that this page cannot open */
export async function filesInZip(archive: ChosenFile): Promise<ChosenFile[]> {
  const bytes = new Uint8Array(await archive.read())
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const entries = inside(() => entriesIn(view, bytes))
  const files = entries.filter(({ name }) => !name.endsWith('/'))
  return withoutCommonFolder(files.map((entry) => fileOf(entry, view, bytes, archive.modifiedMs)))
}

/** @throws ZipError for a place that is not in the archive */
function inside<T>(look: () => T): T {
  try {
    return look()
  } catch (error) {
    if (error instanceof RangeError) throw damaged('what it says of itself leads out of it')
    throw error
  }
}

function entriesIn(view: DataView, bytes: Uint8Array): Entry[] {
  const { count, start } = endOf(view)
  const entries: Entry[] = []
  for (let at = start; entries.length < count; at = entries.at(-1)?.next ?? 0)
    entries.push(entryAt(view, bytes, at))
  return entries
}

function endOf(view: DataView): { count: number; start: number } {
  const last = view.byteLength - endBytes
  for (let at = last; at >= 0 && at >= last - mostComment; at--)
    if (view.getUint32(at, true) === endMark)
      return { count: view.getUint16(at + 10, true), start: view.getUint32(at + 16, true) }
  throw damaged('it has no list of files')
}

interface Entry {
  name: string
  method: number
  packed: number
  size: number
  isSecret: boolean
  local: number
  next: number
}

function entryAt(view: DataView, bytes: Uint8Array, at: number): Entry {
  if (view.getUint32(at, true) !== entryMark) throw damaged('its list of files is cut')
  const lengths = [28, 30, 32].map((place) => view.getUint16(at + place, true))
  const [name = 0, extra = 0, comment = 0] = lengths
  const from = at + entryBytes
  return {
    name: new TextDecoder().decode(bytes.subarray(from, from + name)).replaceAll('\\', '/'),
    method: view.getUint16(at + 10, true),
    packed: view.getUint32(at + 20, true),
    size: view.getUint32(at + 24, true),
    isSecret: (view.getUint16(at + 8, true) & 1) === 1,
    local: view.getUint32(at + 42, true),
    next: from + name + extra + comment,
  }
}

function fileOf(entry: Entry, view: DataView, bytes: Uint8Array, modifiedMs: number): ChosenFile {
  const { name, size, packed, method, isSecret } = entry
  const read = async (): Promise<ArrayBuffer> => {
    if (isSecret) throw damaged(`"${name}" in it needs a password`)
    const from = inside(() => bodyAt(view, entry))
    const held = bytes.slice(from, from + packed)
    if (method === stored) return held.buffer
    if (method !== deflated) throw damaged(`"${name}" in it is packed in a way that this page cannot open`)
    return inflate(held, name)
  }
  return { name, size, modifiedMs, read }
}

/** Behind the name, which is there a second time. */
function bodyAt(view: DataView, { name, local }: Entry): number {
  if (view.getUint32(local, true) !== localMark) throw damaged(`"${name}" in it is not where it should be`)
  return local + localBytes + view.getUint16(local + 26, true) + view.getUint16(local + 28, true)
}

/** Ends as soon as it is more than the list says that it may be. */
async function inflate(packed: Uint8Array<ArrayBuffer>, name: string): Promise<ArrayBuffer> {
  const parts: Uint8Array<ArrayBuffer>[] = []
  let total = 0
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader()
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw damaged(`"${name}" in it cannot be unpacked`)
    })
    if (done) break
    total += value.byteLength
    if (total > mostUnpacked) {
      await reader.cancel()
      throw damaged(`"${name}" in it unpacks to more than it says`)
    }
    parts.push(value)
  }
  return new Blob(parts).arrayBuffer()
}

/** Archives of a vault hold one folder; it is not part of a key. */
function withoutCommonFolder(files: readonly ChosenFile[]): ChosenFile[] {
  const [first] = files
  const top = first?.name.slice(0, first.name.indexOf('/') + 1) ?? ''
  if (top === '' || !files.every(({ name }) => name.startsWith(top))) return [...files]
  return files.map((file) => ({ ...file, name: file.name.slice(top.length) }))
}

function damaged(why: string): ZipError {
  return new ZipError(`this archive cannot be read: ${why}`)
}
