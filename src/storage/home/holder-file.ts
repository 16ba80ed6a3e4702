/**
 * Who has a home, and who wants it: two small files that say to others what they may do about it. Neither is a lock. The lock
 * decides (`home-lock.ts`); a file that a killed process left behind, or one with the id of another process, blocks nobody.
 */
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { isAlive } from '../holder.ts'
import { homePaths } from './home-paths.ts'

/**
 * `command` ends by itself. `daemon` stays until it is told to end. `resident` stays as long as its client does, and gives
 * the home to a daemon that starts.
 */
export type HolderRole = 'command' | 'daemon' | 'resident'

const roles: readonly unknown[] = ['command', 'daemon', 'resident'] satisfies HolderRole[]

export interface Holder {
  pid: number
  role: HolderRole
  /** It is on its way out. */
  ending?: boolean
}

/** A wish is renewed every second while its process waits; an older one is that of a process that was killed. Guess. */
const wishLastsMs = 5_000

export async function saveHolder(dir: string, holder: Holder): Promise<void> {
  const began = await beganAt(holder.pid)
  await replaceUnsynced(homePaths(dir).holder, `${JSON.stringify({ ...holder, began })}\n`)
}

/** Called while the lock is still held, so the file is ours. */
export async function removeHolder(dir: string): Promise<void> {
  await rm(homePaths(dir).holder, { force: true })
}

/** Who has the home, if the file says so and that process lives: the same one, and not another that has its number now. */
export async function loadHolder(dir: string): Promise<Holder | undefined> {
  const text = await readFile(homePaths(dir).holder, 'utf8').catch(() => '')
  const holder = parseHolder(text)
  if (holder === undefined || !isAlive(holder.pid)) return undefined
  const { began } = JSON.parse(text) as { began?: unknown }
  const now = await beganAt(holder.pid)
  return began === undefined || now === undefined || began === now ? holder : undefined
}

/**
 * When a process began, as Linux counts; undefined where the system does not say. Numbers of processes are used again, and
 * each container counts its own.
 */
async function beganAt(pid: number): Promise<string | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  // The name of a program may hold spaces and brackets. What follows begins with the third field; this is the 22nd.
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[19]
}

/** A daemon that starts wants the home: whoever can give it away does, and nobody else takes it first. */
export async function saveWish(dir: string, pid: number): Promise<void> {
  await replaceUnsynced(homePaths(dir).wanted, `${JSON.stringify({ pid, role: 'daemon' })}\n`)
}

/** The process that wants the home now; undefined when none does. */
export async function loadWish(dir: string, nowMs: number): Promise<number | undefined> {
  const path = homePaths(dir).wanted
  const found = await stat(path).catch(() => undefined)
  if (found === undefined || Math.abs(nowMs - found.mtimeMs) > wishLastsMs) return undefined
  const wish = parseHolder(await readFile(path, 'utf8').catch(() => ''))
  return wish !== undefined && isAlive(wish.pid) ? wish.pid : undefined
}

/** Takes the wish of this process back; that of another stays. */
export async function removeWish(dir: string, pid: number): Promise<void> {
  const path = homePaths(dir).wanted
  const wish = parseHolder(await readFile(path, 'utf8').catch(() => ''))
  if (wish?.pid === pid) await rm(path, { force: true })
}

/** Whole for whoever reads it. Not synced: after a power loss it says nothing that is true. */
async function replaceUnsynced(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`
  await writeFile(temporary, text, { mode: 0o600 })
  await rename(temporary, path)
}

function parseHolder(text: string): Holder | undefined {
  try {
    const { pid, role, ending } = JSON.parse(text) as Partial<Record<keyof Holder, unknown>>
    if (!Number.isSafeInteger(pid) || (pid as number) <= 0 || !roles.includes(role)) return undefined
    return { pid: pid as number, role: role as HolderRole, ...(ending === true && { ending }) }
  } catch {
    return undefined
  }
}
