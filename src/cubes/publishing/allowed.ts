/** Places where the owner of a cube said that what looks like a secret may be known to everybody. */
import { NodeError } from '../../home/index.ts'
import type { RecordPut, Store } from '../../storage/index.ts'

/** Most places of one cube. Guess. */
const mostAllowed = 10_000

export async function allowedIn(store: Pick<Store, 'records'>, cube: string): Promise<Set<string>> {
  const kept = await store.records<{ places: string[] }>('meta').get(keyOf(cube))
  return new Set(kept?.places)
}

export function allowedEntry(cube: string, places: Iterable<string>): RecordPut {
  return { space: 'meta', key: keyOf(cube), value: { places: [...places].sort() } }
}

/** @throws ERR_LIMIT */
export function requireFew(places: ReadonlySet<string>): void {
  if (places.size <= mostAllowed) return
  throw new NodeError(
    'ERR_LIMIT',
    `a cube may have ${mostAllowed} places that look like secrets, not ${places.size}`,
    { hint: 'keep texts with secrets in a cube that is not published' },
  )
}

function keyOf(cube: string): string {
  return `publishing/${cube}`
}
