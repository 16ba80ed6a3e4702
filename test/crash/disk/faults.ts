/** Faults of a disk, put into the calls that a node makes to its database and its files. */
import type { FileHandle } from 'node:fs/promises'
import type { Database } from '../../../src/storage/index.ts'

export interface FaultKind {
  code: 'ENOSPC' | 'EIO' | 'EMFILE'
  /** What the system says, as LevelDB repeats it. */
  words: string
}

export const faultKinds: readonly FaultKind[] = [
  { code: 'ENOSPC', words: 'No space left on device' },
  { code: 'EIO', words: 'Input/output error' },
  { code: 'EMFILE', words: 'Too many open files' },
]

export interface Fired {
  call: string
  writes: boolean
}

const badSector: FaultKind = { code: 'EIO', words: 'Input/output error' }

/**
 * Counts calls, and fails the one that it is armed for. A call that writes fails from then on until the fault is cleared; one
 * that reads fails once.
 */
export class Faults {
  /** Only calls about files in here count. */
  home = '\0'
  fired: Fired | undefined
  #kind: FaultKind | undefined
  #left = 0

  /** The call after `skip` others fails. */
  arm(kind: FaultKind, skip: number): void {
    this.fired = undefined
    this.#kind = kind
    this.#left = skip
  }

  clear(): void {
    this.#kind = undefined
  }

  /** To be called before each call. @throws what the system or LevelDB would */
  at(call: string, writes: boolean, error: (kind: FaultKind) => Error): void {
    if (this.#kind === undefined) return
    const again = this.fired?.writes === true && writes
    if (this.fired === undefined && this.#left-- === 0) this.fired = { call, writes }
    else if (!again) return
    // A full disk is read as ever.
    throw error(!writes && this.#kind.code === 'ENOSPC' ? badSector : this.#kind)
  }
}

function levelError({ words }: FaultKind): Error {
  return Object.assign(new Error(`IO error: /home/bob/store/level/000012.log: ${words}`), {
    code: 'LEVEL_IO_ERROR',
  })
}

function fileError(call: string): (kind: FaultKind) => Error {
  return ({ code, words }) => Object.assign(new Error(`${code}: ${words.toLowerCase()}, ${call}`), { code })
}

export function faultyDatabase(database: Database, faults: Faults): Database {
  const count = (call: string, writes: boolean): void => faults.at(`database.${call}`, writes, levelError)
  return {
    ...database,
    async getMany(keys) {
      count('getMany', false)
      return database.getMany(keys)
    },
    async hasMany(keys) {
      count('hasMany', false)
      return database.hasMany(keys)
    },
    async keys(range, limit) {
      count('keys', false)
      return database.keys(range, limit)
    },
    async entries(range, limit) {
      count('entries', false)
      return database.entries(range, limit)
    },
    async write(operations, options) {
      count('write', true)
      await database.write(operations, options)
    },
  }
}

type Call = (...args: unknown[]) => Promise<unknown>

const readingCalls = ['readFile', 'readdir', 'stat', 'lstat', 'access', 'statfs']
const writingCalls = ['writeFile', 'rename', 'link', 'mkdir', 'chmod', 'cp', 'copyFile']
const handleCalls = ['write', 'writeFile', 'appendFile', 'sync', 'datasync']

/** `node:fs/promises` with its calls on the home counted. */
export function faultyFiles<T extends object>(files: T, faults: Faults): T {
  const calls = files as unknown as Record<string, Call>
  const inHome = (path: unknown): boolean => typeof path === 'string' && path.startsWith(faults.home)
  const wrapped = (name: string, writes: boolean): [string, Call] => [
    name,
    async (...args) => {
      if (inHome(args[0])) faults.at(name, writes, fileError(name))
      return calls[name]!(...args)
    },
  ]
  const open: Call = async (...args) => {
    if (!inHome(args[0])) return calls['open']!(...args)
    faults.at('open', args[1] !== 'r', fileError('open'))
    return faultyHandle((await calls['open']!(...args)) as FileHandle, faults)
  }
  return {
    ...files,
    ...Object.fromEntries(readingCalls.map((name) => wrapped(name, false))),
    ...Object.fromEntries(writingCalls.map((name) => wrapped(name, true))),
    open,
  }
}

function faultyHandle(handle: FileHandle, faults: Faults): FileHandle {
  return new Proxy(handle, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name)
      if (typeof value !== 'function') return value
      return async (...args: unknown[]) => {
        if (handleCalls.includes(String(name)))
          faults.at(`file.${String(name)}`, true, fileError(String(name)))
        return Reflect.apply(value, target, args) as unknown
      }
    },
  })
}
