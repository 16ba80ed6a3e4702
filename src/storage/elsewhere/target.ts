/** The words that name a place for blocks: `level`, `s3://BUCKET/PREFIX?endpoint=URL` and `kubo:URL`. Pure. */
import { StorageError } from '../storage-error.ts'

export const homeTarget = 'level'

export interface S3Target {
  kind: 's3'
  text: string
  /** Scheme, host and port. */
  endpoint: string
  region: string
  bucket: string
  /** What the names of all objects begin with: empty, or ending with /. */
  prefix: string
}

export interface KuboTarget {
  kind: 'kubo'
  text: string
  /** Scheme, host and port of the RPC. */
  url: string
  /** Its owner says that strangers may read all that is in it. */
  isOpen: boolean
}

export type Target = S3Target | KuboTarget | { kind: 'level'; text: string }

export const targetWords =
  'level, s3://BUCKET/PREFIX?endpoint=https://HOST (with region=NAME where it has one), or kubo:http://127.0.0.1:5001'

/** As S3 has them: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const bucketName = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/
/** What stands for itself in a URL, so that a name is signed as it is sent. */
const prefixName = /^[A-Za-z0-9._~-]+(\/[A-Za-z0-9._~-]+)*\/?$/
const maxPrefixChars = 512

/** @throws {StorageError} ERR_INVALID_INPUT */
export function parseTarget(text: string): Target {
  if (text === homeTarget) return { kind: 'level', text }
  if (text.startsWith('s3://')) return parseS3(text)
  if (text.startsWith('kubo:')) return parseKubo(text)
  throw unfit(text, 'it names no store')
}

function parseS3(text: string): S3Target {
  const url = urlOf(text, text)
  const bucket = url.host
  const prefix = url.pathname.replace(/^\//, '')
  const { endpoint, region = 'us-east-1', ...others } = Object.fromEntries(url.searchParams)
  if (!bucketName.test(bucket)) throw unfit(text, `"${bucket}" is no name of a bucket`)
  // What reading an address has changed, such as two dots, would be signed in another way than it is sent.
  if (text.replace(/\?.*$/, '') !== `s3://${bucket}${url.pathname}`)
    throw unfit(text, 'its prefix is no plain path')
  if (prefix !== '' && (prefix.length > maxPrefixChars || !prefixName.test(prefix)))
    throw unfit(text, 'a prefix has letters, digits and . _ ~ - between slashes')
  refuseMore(text, others)
  if (!/^[a-z0-9-]{1,40}$/.test(region)) throw unfit(text, `"${region}" is no region`)
  return {
    kind: 's3',
    text,
    endpoint: endpoint === undefined ? `https://s3.${region}.amazonaws.com` : originOf(text, endpoint),
    region,
    bucket,
    prefix: prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`,
  }
}

function parseKubo(text: string): KuboTarget {
  const url = urlOf(text, text.slice('kubo:'.length))
  const { open, ...others } = Object.fromEntries(url.searchParams)
  refuseMore(text, others)
  if (open !== undefined && open !== 'yes') throw unfit(text, 'open is yes, or not given')
  url.search = ''
  return { kind: 'kubo', text, url: originOf(text, url.href), isOpen: open === 'yes' }
}

/** Bytes of private memories do not go over a network in the clear, nor words of who may do all with a Kubo. */
function originOf(text: string, address: string): string {
  const url = urlOf(text, address)
  if (url.username !== '' || url.password !== '') throw unfit(text, 'keys do not belong into it')
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '')
    throw unfit(text, `${url.origin} is as much of an address as it takes`)
  const isLocal = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname)
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLocal)) return url.origin
  throw unfit(text, 'it goes over https:, or over http: on this machine')
}

function refuseMore(text: string, others: Record<string, unknown>): void {
  const [first] = Object.keys(others)
  if (first !== undefined) throw unfit(text, `it has no "${first}"`)
}

function urlOf(text: string, address: string): URL {
  try {
    return new URL(address)
  } catch (cause) {
    throw unfit(text, 'it is no address', cause)
  }
}

/** Whoever put keys into it, before an @ or behind the question mark, does not want them in a log. */
function withoutKeys(text: string): string {
  return text.replace(/^([a-z0-9]+:(?:https?:)?\/*)?.*@/is, '$1...@').replace(/[?#].*$/s, '?...')
}

function unfit(text: string, why: string, cause?: unknown): StorageError {
  return new StorageError(
    'ERR_INVALID_INPUT',
    `expected a place for blocks, got "${withoutKeys(text)}": ${why}`,
    {
      cause,
      hint: `use ${targetWords}`,
    },
  )
}
