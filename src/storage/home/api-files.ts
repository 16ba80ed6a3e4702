/** How other processes reach the daemon of a home: its address while it runs, and the token that proves who asks. */
import { readFile, rm } from 'node:fs/promises'
import { isAlive } from '../holder.ts'
import { fromFileError } from '../file-errors.ts'
import { StorageError } from '../storage-error.ts'
import { homePaths } from './home-paths.ts'
import { requirePrivate } from './private-path.ts'
import { createFile, replaceFile } from './whole-file.ts'

/** Where the daemon listens for commands. */
interface ApiAddress {
  pid: number
  /** `http://127.0.0.1:PORT` */
  url: string
  /** Whether it proves that it knows the token of the home: else nobody can tell it from who listens there after it. */
  proves?: boolean
}

export async function saveApiAddress(dir: string, address: ApiAddress): Promise<void> {
  await replaceFile(homePaths(dir).api, `${JSON.stringify(address)}\n`)
}

/** Undefined when no daemon left an address or the one that did is gone. */
export async function loadApiAddress(dir: string): Promise<ApiAddress | undefined> {
  const text = await readFile(homePaths(dir).api, 'utf8').catch(() => '')
  const address = parseAddress(text)
  return address !== undefined && isAlive(address.pid) ? address : undefined
}

export async function removeApiAddress(dir: string): Promise<void> {
  await rm(homePaths(dir).api, { force: true })
}

/** The bearer token of the local API: 64 hex characters. @throws {StorageError} ERR_NOT_FOUND, ERR_DENIED, ERR_CORRUPT */
export async function loadApiToken(dir: string): Promise<string> {
  const path = homePaths(dir).apiToken
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'ENOENT') throw fromFileError(cause, `the token in ${path} cannot be read`)
    throw new StorageError('ERR_NOT_FOUND', `there is no token in ${path}`, {
      cause,
      hint: 'run `memcube init` to make or complete the home',
    })
  })
  await requirePrivate(path, 0o600)
  if (/^[0-9a-f]{64}$/.test(text.trim())) return text.trim()
  throw new StorageError('ERR_CORRUPT', `${path} does not hold a token of 64 hex characters`, {
    hint: `delete it and run \`memcube init\`: it is made anew`,
  })
}

/** Makes the token unless there is one. It protects nothing that lasts, so a lost one is replaced. */
export async function createApiToken(dir: string): Promise<void> {
  // Loaded only here: a command that looks for its daemon needs no cryptography.
  const { randomBytes } = await import('node:crypto')
  await createFile(homePaths(dir).apiToken, `${randomBytes(32).toString('hex')}\n`)
}

function parseAddress(text: string): ApiAddress | undefined {
  try {
    const { pid, url, proves } = JSON.parse(text) as Partial<Record<keyof ApiAddress, unknown>>
    return Number.isSafeInteger(pid) && (pid as number) > 0 && typeof url === 'string'
      ? { pid: pid as number, url, ...(proves === true && { proves }) }
      : undefined
  } catch {
    return undefined
  }
}
