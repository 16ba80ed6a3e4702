/**
 * What a file was beside its text, so that an export gives the same bytes under the same name: `memcube/file` in the data of
 * a memory. Most files need none of it: the source of a memory says its path, and a text without front matter has no head.
 * Others can write anything there: what does not fit is not there. Pure.
 */
import type { Memory } from '../../core/cube/index.ts'
import { isFields } from '../import/fields.ts'

export const fileField = 'memcube/file'

export interface FileForm {
  /** With slashes, where neither the source nor the key says it. */
  path?: string
  /** The front matter as it was written, with its fences. */
  head?: string
  /** Byte order marks before all else. */
  marks?: number
  /** Which part of a long file, from 1 on. */
  part?: number
}

/** As `data` of a memory; nothing where there is nothing to say. */
export function withFileForm(
  data: Record<string, unknown> | undefined,
  form: FileForm,
): Record<string, unknown> | undefined {
  return Object.keys(form).length === 0 ? data : { ...data, [fileField]: form }
}

export function fileFormOf(data: Memory['data']): FileForm {
  const said = data?.[fileField]
  if (!isFields(said)) return {}
  const { path, head, marks, part } = said
  return {
    ...(typeof path === 'string' && { path }),
    ...(typeof head === 'string' && { head }),
    ...(isCount(marks) && { marks }),
    ...(isCount(part) && { part }),
  }
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 100_000
}

/** A path as the source of a memory. A name with a lone surrogate has no URI; the key is refused by its own check then. */
export function sourceOfFile(path: string): string | undefined {
  return path.isWellFormed() ? `./${encodeURI(path)}` : undefined
}

/** The path that the source of a memory says, where its key was made from that path. */
export function pathOfSource(uri: string | undefined, key: string, part?: number): string | undefined {
  if (uri?.startsWith('./') !== true) return undefined
  try {
    const path = decodeURI(uri.slice(2))
    const whole = part === undefined ? key : key.replace(/\/\d+$/, '')
    // What another program wrote as an address may be no path of ours.
    return sourceOfFile(path) === uri && keysOfPath(path).includes(whole) ? path : undefined
  } catch {
    return undefined
  }
}

/** The keys that a file may have: without its ending, and with it where the short one is taken or the file is no note. */
export function keysOfPath(path: string): [short: string, whole: string] {
  const whole = path.normalize('NFC')
  const ending = /(?<=[^/])\.[^./]*$/.exec(whole)?.[0] ?? ''
  return [whole.slice(0, whole.length - ending.length), whole]
}
