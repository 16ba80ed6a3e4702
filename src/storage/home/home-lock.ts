/**
 * The lock of a home. Who has it may look at, mend, move and write what is in the home; nobody else may. It is taken before
 * anything else is read, and given back when everything is closed.
 */
import { access } from 'node:fs/promises'
import { withFiles } from '../file-errors.ts'
import { takeLock, type Lock } from '../lock.ts'
import { StorageError } from '../storage-error.ts'
import { loadHolder, removeHolder, saveHolder, type Holder, type HolderRole } from './holder-file.ts'
import { homePaths } from './home-paths.ts'

export interface HomeLock {
  /** Lets others know that it will be free soon. */
  markEnding(): Promise<void>
  /** Idempotent. */
  release(): Promise<void>
}

/**
 * Asks once. @returns undefined where there is no home, or one that is not whole: opening it says what is missing
 * @throws {StorageError} ERR_HOME_IN_USE while somebody has it, ERR_DENIED, ERR_DISK_FULL
 */
export function lockHome(dir: string, role: HolderRole): Promise<HomeLock | undefined> {
  return withFiles(`the home in ${dir} could not be locked`, async () => {
    if (!(await isHome(dir))) return undefined
    const lock = takeLock(homePaths(dir).lock)
    if (lock === undefined) throw await inUse(dir)
    return holdHome(dir, role, lock)
  })
}

async function holdHome(dir: string, role: HolderRole, lock: Lock): Promise<HomeLock> {
  const holder: Holder = { pid: process.pid, role }
  // Not needed to work, so a full disk does not keep the home from being opened for reading. But one that a killed process
  // left behind would be taken for ours, and its number is that of somebody else by now.
  await saveHolder(dir, holder).catch(() => removeHolder(dir).catch(() => undefined))
  let releasing: Promise<void> | undefined
  const release = async (): Promise<void> => {
    await removeHolder(dir).catch(() => undefined)
    lock.release()
  }
  return {
    async markEnding() {
      // A command says nothing: nobody looks whether it ends.
      if (role !== 'command') await saveHolder(dir, { ...holder, ending: true }).catch(() => undefined)
    },
    release: () => (releasing ??= release()),
  }
}

/** Whether somebody has the home at this moment. False where there is none. */
export async function isHomeHeld(dir: string): Promise<boolean> {
  if (!(await isHome(dir))) return false
  const lock = takeLock(homePaths(dir).lock)
  lock?.release()
  return lock === undefined
}

const whatTheyAre: Readonly<Record<HolderRole, string>> = {
  command: 'a command',
  daemon: 'a daemon',
  resident: '`memcube mcp`',
}

async function inUse(dir: string): Promise<StorageError> {
  const holder = await loadHolder(dir)
  if (holder?.pid === process.pid)
    return new StorageError('ERR_HOME_IN_USE', `this process (${process.pid}) already has this home open`)
  const who = holder === undefined ? 'another process' : `process ${holder.pid} (${whatTheyAre[holder.role]})`
  return new StorageError('ERR_HOME_IN_USE', `${who} already has this home open`, { hint: hintFor(holder) })
}

function hintFor(holder: Holder | undefined): string {
  if (holder === undefined) return 'stop it first, or give another home with --home'
  if (holder.role === 'daemon')
    return 'commands go through a daemon by themselves; `memcube stop` ends it, and --home names another home'
  return `repeat this when process ${holder.pid} has ended, or start \`memcube daemon --detach\`: it takes over from a \`swarm join\` that waits, and serves all commands`
}

/** Where a step between formats was cut off, there may be no configuration for the moment. */
async function isHome(dir: string): Promise<boolean> {
  const { config, migrating } = homePaths(dir)
  return (await exists(config)) || exists(migrating)
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
