/** `config.json`: what a home keeps between runs that is no secret. Written last when a home is made: it says the home is whole. */
import { readFile } from 'node:fs/promises'
import { isAbsolute } from 'node:path'
import { fromFileError } from '../file-errors.ts'
import { StorageError } from '../storage-error.ts'
import { createFile, replaceFile } from './whole-file.ts'

/** The home format that this program reads and writes. */
export const homeVersion = 2

export const profiles = ['local', 'lan', 'public'] as const

export interface HomeConfig {
  version: typeof homeVersion
  /** The name its owner goes by. */
  name: string
  /** Milliseconds since the Unix epoch. */
  created: number
  /** The port to listen on, chosen freely the first time and kept. */
  port?: number
  /** In the space of a swarm: the port of its door. */
  doorPort?: number
  /** Port of the host on which a swarm exchanges mirrors with its seeds. */
  mirrorPort?: number
  /** What a daemon is started with, where its command line does not say otherwise. */
  profile?: (typeof profiles)[number]
  /** Multiaddrs to listen on; absent for those of the profile, at `port`. */
  listen?: string[]
  /** Multiaddrs of nodes to dial at each start. */
  bootstrap?: string[]
  /** Multiaddrs to tell others, for a node behind a forwarded port. */
  announce?: string[]
  /** Takes part in the DHT of the public IPFS network. */
  ipfsDht?: boolean
  /** Multiaddrs of nodes of the IPFS network by which its DHT is entered, in place of the usual ones. */
  ipfsBootstrap?: string[]
  /** Where the local API listens: HOST:PORT, or unix:PATH. */
  api?: string
  /** Where published cubes are shown to everybody: HOST:PORT. */
  gateway?: string
  logLevel?: string
  /** An absolute path. */
  logFile?: string
  /** What agents that speak MCP may do, and real paths of the folders that they may read. */
  agents?: { grants?: string[]; files?: string[] | undefined }
  /** Where the blocks shall be: `level`, or a place that `memcube store move` takes them to. */
  store?: string
  /** Where the index of recall shall be: `embedded`, or a server. */
  recall?: string
  /** What cubes of others may take of the disk. */
  cache?: {
    /** Bytes with what is staged and indexed; 2 GiB when absent, no limit but the disk when null. */
    maxBytes?: number | null
  }
}

const damagedHint = `put the file back from a backup, or write one by hand: {"version":${homeVersion},"name":"...","created":0}`

/**
 * Undefined when there is none.
 * @param format that a step to another one starts from; otherwise that of this program
 * @throws {StorageError} ERR_CORRUPT, ERR_INCOMPATIBLE
 */
export async function loadConfig(
  path: string,
  format: number = homeVersion,
): Promise<HomeConfig | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
    throw fromFileError(error, `${path} cannot be read`)
  })
  return text === undefined ? undefined : parseConfig(path, text, format)
}

export async function createConfig(path: string, config: HomeConfig): Promise<boolean> {
  return createFile(path, formatConfig(config))
}

export async function replaceConfig(path: string, config: HomeConfig): Promise<void> {
  await replaceFile(path, formatConfig(config))
}

/** What each field has to be. Fields that a later program of the same format added are kept. */
const fields: readonly (readonly [name: string, expected: string, fits: (value: unknown) => boolean])[] = [
  ['name', 'a text', isText],
  ['created', 'milliseconds since 1970', Number.isSafeInteger],
  ['port', 'a port, 1 to 65535', optional(isPort)],
  ['doorPort', 'a port, 1 to 65535', optional(isPort)],
  ['mirrorPort', 'a port, 1 to 65535', optional(isPort)],
  ['profile', profiles.join(', '), optional((value) => profiles.some((name) => name === value))],
  ['listen', 'a list of multiaddrs', optional(areTexts)],
  ['bootstrap', 'a list of multiaddrs', optional(areTexts)],
  ['announce', 'a list of multiaddrs', optional(areTexts)],
  ['ipfsDht', 'true or false', optional((value) => typeof value === 'boolean')],
  ['ipfsBootstrap', 'a list of multiaddrs', optional(areTexts)],
  ['api', '"HOST:PORT" or "unix:PATH"', optional(isText)],
  ['gateway', '"HOST:PORT"', optional(isText)],
  ['logLevel', 'a level, such as "warn"', optional(isText)],
  ['logFile', 'an absolute path', optional((value) => isText(value) && isAbsolute(value as string))],
  ['store', 'a place for blocks, such as "level"', optional(isText)],
  ['recall', 'a place for the index of recall, such as "embedded"', optional(isText)],
  ['agents', '{"grants": [...], "files": [...]}', optional(isAgents)],
  ['cache', '{"maxBytes": whole bytes, or null for no limit}', optional(isCache)],
]

function parseConfig(path: string, text: string, format: number): HomeConfig {
  const found = parseObject(path, text)
  const { version } = found
  if (typeof version === 'number' && version !== format) {
    throw new StorageError(
      'ERR_INCOMPATIBLE',
      `${path} says that the home has format ${version}; this memcube reads format ${homeVersion}`,
      {
        hint: 'use the memcube that made it, or a newer one; nothing was changed',
      },
    )
  }
  if (version !== format) throw misfit(path, 'version', String(format), version)
  for (const [name, expected, fits] of fields)
    if (!fits(found[name])) throw misfit(path, name, expected, found[name])
  return found as unknown as HomeConfig
}

/** As much of a value that does not fit as an error shows. Guess. */
const shownChars = 60

function misfit(path: string, name: string, expected: string, value: unknown): StorageError {
  const came = value === undefined ? 'missing' : JSON.stringify(value).slice(0, shownChars)
  return new StorageError('ERR_CORRUPT', `${path}: "${name}" is ${came}; expected ${expected}`, {
    hint: `put it right in the file; the least that it holds is {"version":${homeVersion},"name":"...","created":0}`,
  })
}

function parseObject(path: string, text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>
  } catch (cause) {
    throw new StorageError('ERR_CORRUPT', `${path} is not JSON`, { cause, hint: damagedHint })
  }
  throw new StorageError('ERR_CORRUPT', `${path} is not a JSON object`, { hint: damagedHint })
}

function isPort(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 65_535
}

function optional(fits: (value: unknown) => boolean): (value: unknown) => boolean {
  return (value) => value === undefined || fits(value)
}

function isText(value: unknown): boolean {
  return typeof value === 'string'
}

function areTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText)
}

function isAgents(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const { grants = [], files = [] } = value as { grants?: unknown; files?: unknown }
  return areTexts(grants) && areTexts(files)
}

/** Sizes that are not whole bytes are refused, not rounded: `"10GB"` would else mean no limit. */
function isCache(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const { maxBytes } = value as { maxBytes?: unknown }
  return (
    maxBytes === undefined ||
    maxBytes === null ||
    (Number.isSafeInteger(maxBytes) && (maxBytes as number) >= 0)
  )
}

function formatConfig(config: HomeConfig): string {
  return `${JSON.stringify(config, undefined, 2)}\n`
}
