/**
 * An import that also removes: what came from a folder at an earlier import and is no longer in it. Only what the folder
 * itself brought is ever removed; a folder that lost much at once is more likely to be unmounted than emptied. Pure, but for
 * the record of what a folder brought.
 */
import { countOf } from '../../home/index.ts'
import { MemCubeError } from '../../core/errors.ts'
import type { RecordPut, Store } from '../../storage/index.ts'

/** What a folder brought into a branch of a cube: its keys, and the file of each. */
type Brought = Readonly<Record<string, string>>

/** Fewer files than this may go at once without a question, as long as others stay. Guess. */
const fewFiles = 10

interface FolderNow {
  /** The keys that the folder gives now, and the file of each. */
  items: ReadonlyMap<string, string>
  /** Files that are there and could not be taken: what they brought before stays. */
  skipped: ReadonlySet<string>
}

/** The keys that are to go, and what the folder has brought then. */
export function planMirror(before: Brought, { items, skipped }: FolderNow): { gone: string[]; now: Brought } {
  const kept = Object.entries(before).filter(([key, file]) => !items.has(key) && skipped.has(file))
  const now = Object.fromEntries([...items, ...kept])
  return { gone: Object.keys(before).filter((key) => !Object.hasOwn(now, key)), now }
}

/**
 * That a folder may lose what it lost. Files that came count against those that went, so that renaming many is no loss.
 * @throws ERR_DENIED when no file is left, or more than half of them went at once
 */
export function requireNotVanished(path: string, before: Brought, now: Brought): void {
  const files = new Set(Object.values(before))
  const left = new Set(Object.values(now)).size
  const lost = files.size - left
  if (lost <= 0 || (left > 0 && (lost < fewFiles || lost * 2 <= files.size))) return
  throw new MemCubeError(
    'ERR_DENIED',
    `${path} held ${countOf(files.size, 'file')} at the last import and holds ${left} now; nothing was removed`,
    {
      hint: 'is the folder mounted, and all of it there? If these files were deleted on purpose, say so with --allow-empty',
    },
  )
}

/** @throws {StorageError} ERR_CORRUPT */
export async function loadBrought(store: Store, place: FolderPlace): Promise<Brought> {
  const pairs = await store.records<[key: string, file: string][]>('meta').get(keyOf(place))
  return Object.fromEntries(pairs ?? [])
}

/** For the batch that writes what is said. */
export function broughtEntry(place: FolderPlace, brought: Brought): RecordPut {
  return { space: 'meta', key: keyOf(place), value: Object.entries(brought) }
}

export interface FolderPlace {
  cube: string
  branch: string
  /** Absolute. */
  path: string
}

function keyOf({ cube, branch, path }: FolderPlace): string {
  return `folder/${cube}/${encodeURIComponent(branch)}/${path}`
}
