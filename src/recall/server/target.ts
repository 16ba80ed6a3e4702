/** The words that name where the index of recall is: `embedded`, or `postgres://USER@HOST:PORT/DATABASE?schema=NAME`. Pure. */
import { RecallError } from '../errors.ts'

export const embedded = 'embedded'

export interface PostgresTarget {
  text: string
  host: string
  port: number
  user: string
  database: string
  schema: string
  /** Off for a server on this machine alone. */
  isEncrypted: boolean
}

export const recallTargetWords = 'embedded, or postgres://USER@HOST:PORT/DATABASE?schema=NAME'

/** What PostgreSQL takes without quotes, and short of its 63 bytes. */
const plainName = /^[a-z_][a-z0-9_]{0,62}$/
const usualPort = 5432
const usualSchema = 'memcube'

/** @returns undefined for `embedded` @throws {RecallError} ERR_INVALID_INPUT */
export function parseRecallTarget(text: string): PostgresTarget | undefined {
  if (text === embedded) return undefined
  if (!/^postgres(ql)?:\/\//.test(text)) throw unfit(text, 'it names no place for an index')
  const url = parseUrl(text)
  const { schema = usualSchema, ...others } = Object.fromEntries(url.searchParams)
  const [more] = Object.keys(others)
  if (url.password !== '')
    throw unfit(text, 'a password does not belong into it; write it into recall.key in the home')
  if (more !== undefined) throw unfit(text, `it has no "${more}"`)
  if (url.username === '' || url.hostname === '') throw unfit(text, 'it has a user and a host')
  const database = url.pathname.slice(1)
  for (const [what, name] of [
    ['user', url.username],
    ['database', database],
    ['schema', schema],
  ] as const)
    if (!plainName.test(name))
      throw unfit(text, `its ${what} has small letters, digits and _, and begins with a letter`)
  if (url.hash !== '') throw unfit(text, 'it ends with the schema')
  return {
    text,
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? usualPort : Number(url.port),
    user: url.username,
    database,
    schema,
    isEncrypted: !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname),
  }
}

function parseUrl(text: string): URL {
  try {
    return new URL(text)
  } catch (cause) {
    throw unfit(text, 'it is no address', cause)
  }
}

/** Whoever put a password into it does not want it in a log. */
function withoutKeys(text: string): string {
  return text.replace(/^([a-z]+:\/*)?.*@/is, '$1...@').replace(/[?#].*$/s, '?...')
}

function unfit(text: string, why: string, cause?: unknown): RecallError {
  return new RecallError(
    'ERR_INVALID_INPUT',
    `expected a place for the index of recall, got "${withoutKeys(text)}": ${why}`,
    { cause, hint: `use ${recallTargetWords}` },
  )
}
