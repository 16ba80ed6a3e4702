/** What was found wrong with the files of a store and what was done about it, kept beside it until a check finds all in order. */
import { readFile, rm } from 'node:fs/promises'
import type { StoreDamage } from '../interface.ts'
import { replaceFile } from '../home/whole-file.ts'

export interface DamageNotes {
  list(): StoreDamage[]
  /** A note that cannot be written is kept in memory. */
  add(damage: StoreDamage): Promise<void>
  clear(): Promise<void>
}

export async function openDamageNotes(path: string): Promise<DamageNotes> {
  let notes = parseNotes(await readFile(path, 'utf8').catch(() => '[]'))
  return {
    list: () => [...notes],
    async add(damage) {
      notes = [...notes.filter(({ message }) => message !== damage.message), damage]
      await replaceFile(path, `${JSON.stringify(notes, undefined, 2)}\n`).catch(() => undefined)
    },
    async clear() {
      notes = []
      await rm(path, { force: true })
    },
  }
}

function parseNotes(text: string): StoreDamage[] {
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) ? value.filter(isDamage) : []
  } catch {
    return []
  }
}

function isDamage(value: unknown): value is StoreDamage {
  const { atMs, message } = value as Partial<Record<keyof StoreDamage, unknown>>
  return typeof atMs === 'number' && typeof message === 'string'
}
