/**
 * People in our own sentences. What throws an error knows keys and no names, and stays below what knows them: so names are put in
 * where errors leave. A hint keeps its keys, because it is a command to type. Pure but for the change of the error itself.
 */
import { MemCubeError } from '../core/errors.ts'
import type { Names } from './names.ts'

/** The did:key of an Ed25519 key, wherever it stands in a text. */
const keyInText = /did:key:z6Mk[1-9A-HJ-NP-Za-km-z]{44}(?![1-9A-HJ-NP-Za-km-z])/g

/** A sentence of ours with the names of those who have one in place of their keys. */
export function namePeople(sentence: string, names: Names): string {
  return sentence.replaceAll(keyInText, (did) => names(did)?.label ?? did)
}

export function namesPeople(sentence: string): boolean {
  return sentence.search(keyInText) !== -1
}

/** The same error, which names people. It stays one object: its class and its stack are read by others. */
export async function namedError(error: unknown, load: () => Promise<Names>): Promise<unknown> {
  if (!(error instanceof MemCubeError) || !namesPeople(error.message)) return error
  // A store that is closed meanwhile has no names; the error is worth more than they are.
  const names = await load().catch(() => undefined)
  if (names !== undefined) error.message = namePeople(error.message, names)
  return error
}
