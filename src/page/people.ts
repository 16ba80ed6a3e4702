/** Who is who: asked for once, and again when it may have changed. */
import { signal } from '@preact/signals'
import type { Answers } from './answers.ts'

export type Person = Answers['people']['people'][number]

interface Known {
  name: string | null
  you: boolean
  /** Whether nobody else here is called so. */
  isUnique: boolean
}

/** By `did:key`. */
export const people = signal<ReadonlyMap<string, Known>>(new Map())

export function learnPeople(rows: readonly Person[]): void {
  const authorsOf = new Map<string | null, Set<string>>()
  for (const { name, author } of rows) authorsOf.set(name, (authorsOf.get(name) ?? new Set()).add(author))
  people.value = new Map(
    rows.map(({ author, name, you }) => [author, { name, you, isUnique: authorsOf.get(name)?.size === 1 }]),
  )
}
