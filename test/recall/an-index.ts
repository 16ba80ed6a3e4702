/** Documents, folders and shortcuts that the tests of the index share. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import {
  openRecall,
  type RecallDocument,
  type RecallIndex,
  type RecallOptions,
  type RecallQuery,
} from '../../src/recall/index.ts'

export const NOW = 1_700_000_000_000

export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'memcube-recall-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

export async function open(path: string = folder(), options?: RecallOptions): Promise<RecallIndex> {
  const index = await openRecall(path, options)
  onTestFinished(() => index.close())
  return index
}

export function document(key: string, text: string, more: Partial<RecallDocument> = {}): RecallDocument {
  return { cube: 'notes', key, memory: `cid-${key}`, text, tags: [], created: NOW, author: 'alice', ...more }
}

/** Puts texts under keys `0`, `1`, ... of the cube `notes`. */
export async function holding(texts: string[], index?: RecallIndex): Promise<RecallIndex> {
  const target = index ?? (await open())
  await target.replace(
    'notes',
    { put: texts.map((text, i) => document(String(i), text)), remove: [] },
    'commit-1',
  )
  return target
}

export async function keys(
  index: RecallIndex,
  text: string,
  more: Partial<RecallQuery> = {},
): Promise<string[]> {
  const { hits } = await index.search({ text, top: 10, nowMs: NOW, ...more })
  return hits.map((hit) => hit.key)
}
