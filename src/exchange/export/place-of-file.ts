/** Where a memory goes in a folder: the path that its file had, or one made from its key. Pure. */
import type { Memory } from '../../core/cube/index.ts'
import { fileFormOf, pathOfSource } from '../formats/file-form.ts'
import { ruleFiles } from '../import/list-folder.ts'

/** File systems take names of 255 bytes; longer parts of a key are refused by them, so they are shortened with a hash. */
const maxNameBytes = 240
/** What file systems take. */
const maxPartBytes = 255
/** Folders in each other. Guess: more than anybody keeps. */
const maxParts = 64

/** What stands between emoji makes one of several; anywhere else what nobody sees makes a name look like another. */
const joinedEmoji =
  /(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE0F])\u200D(?=\p{Extended_Pictographic})/gu
const notInPath = /[\p{C}\u2028\u2029]/u
const notInName = /[\p{C}\u2028\u2029]/gu
/** https://learn.microsoft.com/windows/win32/fileio/naming-a-file */
const notOnWindows = /[\\:*?"<>|]|[. ]$|^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i

/**
 * The path of the file that the memory was, for a system that can have one of this name. Anybody can write such a path: it
 * stays below the folder, shows what it is, and is not hidden. Hidden files that agents obey come back in own cubes alone:
 * a stranger's would be there unseen.
 */
export function pathOnceHad(
  key: string,
  { provenance, data }: Memory,
  where: { isWindows: boolean; isOwn: boolean },
): string[] | undefined {
  const { path = pathOfSource(provenance.source?.uri, key, fileFormOf(data).part) } = fileFormOf(data)
  const parts = path?.split('/')
  if (parts === undefined || parts.length > maxParts) return undefined
  return parts.every((part) => isPlain(part, where)) ? parts : undefined
}

function isPlain(part: string, { isWindows, isOwn }: { isWindows: boolean; isOwn: boolean }): boolean {
  return (
    part !== '' &&
    part.isWellFormed() &&
    Buffer.byteLength(part) <= maxPartBytes &&
    !notInPath.test(part.replace(joinedEmoji, '')) &&
    (!part.startsWith('.') || (isOwn && ruleFiles.has(part))) &&
    !(isWindows && notOnWindows.test(part))
  )
}

/** The parts of a path from a key. Keys have no `..`, no empty part and no control character; the rest is made safe here. */
export function pathFromKey(key: string, memory: Memory, isText: boolean, cid: string): string[] {
  const parts = key.split('/').map((part) => safePart(part, cid))
  const name = parts.pop() ?? cid
  return [...parts, name + endingFor(name, memory, isText)]
}

/** A path that nothing else has. */
export function pathOfItsOwn(path: readonly string[], cid: string): string[] {
  const name = path.at(-1) ?? cid
  const at = /(?<=.)\.[^.]*$/.exec(name)?.index ?? name.length
  return [...path.slice(0, -1), `${name.slice(0, at)}-${cid.slice(-8)}${name.slice(at)}`]
}

function endingFor(name: string, { type, media }: Memory, isText: boolean): string {
  if (isText && type === 'plaintext') return media === 'text/plain' ? '.txt' : '.md'
  // A file keeps the ending that its key has; what has none gets one by its kind.
  if (/.\.[a-z0-9]{1,10}$/i.test(name)) return ''
  return endings[media] ?? '.bin'
}

const endings: Readonly<Record<string, string>> = {
  'application/json': '.json',
  'application/pdf': '.pdf',
  'image/gif': '.gif',
  'image/jpeg': '.jpg',
  'image/png': '.png',
  'image/svg+xml': '.svg',
  'image/webp': '.webp',
}

function safePart(part: string, cid: string): string {
  const safe = part
    .split(joinedEmoji)
    // Marks of direction and other invisible characters make a name look like another.
    .map((text) => text.replace(notInName, '_'))
    .join('\u200D')
    .replace(/[\\:*?"<>|]/g, '_')
    .replace(/^\./, '_')
    .replace(/[. ]$/, '_')
  if (Buffer.byteLength(safe) <= maxNameBytes) return safe
  return `${Buffer.from(safe)
    .subarray(0, maxNameBytes - 12)
    .toString('utf8')
    .replace(/\uFFFD+$/, '')}-${cid.slice(-8)}`
}
