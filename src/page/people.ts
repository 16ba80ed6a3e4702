/** Which keys are one's own: outside of swarms, and one in each. Asked for once, and again when it may have changed. */
import { signal } from '@preact/signals'
import type { Answers } from './answers.ts'

export type Person = Answers['people']['people'][number]

/** Each a `did:key`. */
export const yourKeys = signal<ReadonlySet<string>>(new Set())

export function learnPeople(rows: readonly Person[]): void {
  yourKeys.value = new Set(rows.flatMap(({ author, you }) => (you ? [author] : [])))
}
