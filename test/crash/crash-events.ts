/** What the process that is killed says, one JSON line each, and the texts that it writes. */

/** One thing that was asked of the node. `entries` are keys with the tag of the text that each gets. */
export interface CrashAct {
  id: string
  kind: string
  cube?: string
  branch?: string
  entries?: [key: string, tag: string][]
}

export type CrashEvent =
  | { type: 'ready' }
  | { type: 'begin'; act: CrashAct }
  /** Said after the node acknowledged it, never before. */
  | { type: 'done'; act: CrashAct; commit?: string; memory?: string; cube?: string }
  | { type: 'failed'; act: CrashAct; code: string; message: string }

/** The one word that only the text of this tag has. */
export function wordOf(tag: string): string {
  return `zq${tag.replaceAll(/[^a-z0-9]/g, 'x')}`
}

/** The text of a tag: most are a few sentences, one of sixteen is too long to be kept in its record. */
export function textOf(tag: string): string {
  let hash = 7
  for (const character of tag) hash = (Math.imul(hash, 31) + character.charCodeAt(0)) >>> 0
  const sentence = `what ${wordOf(tag)} was told about the harbour, the weather and the ferry. `
  return sentence.repeat(hash % 16 === 0 ? 300 : 1 + (hash % 9))
}
