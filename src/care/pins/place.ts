/** The words that name a place for pins: `kubo:URL`. Pure. */
import { invalidInput, type NodeError } from '../../home/index.ts'

export interface PinPlace {
  /** As it is written down and shown: the same place has one text. */
  text: string
  /** Scheme, host and port of the RPC. */
  url: string
}

/** @throws ERR_INVALID_INPUT */
export function parsePlace(text: string): PinPlace {
  if (!text.startsWith('kubo:')) throw unfit(text, 'it names no Kubo')
  const url = urlOf(text)
  if (url.username !== '' || url.password !== '') throw unfit(text, 'keys do not belong into it')
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '')
    throw unfit(text, `kubo:${url.origin} is as much of an address as it takes`)
  const isLocal = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname)
  // Whoever reaches the RPC may do all with that Kubo: words to it do not go over a network in the clear.
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLocal))
    throw unfit(text, 'it goes over https:, or over http: on this machine')
  return { text: `kubo:${url.origin}`, url: url.origin }
}

function urlOf(text: string): URL {
  try {
    return new URL(text.slice('kubo:'.length))
  } catch {
    throw unfit(text, 'it is no address')
  }
}

/** Whoever put keys into it does not want them in a log. */
function withoutKeys(text: string): string {
  return text
    .slice(0, 200)
    .replace(/^([a-z0-9]+:(?:https?:)?\/*)?.*@/is, '$1...@')
    .replace(/[?#].*$/s, '?...')
}

function unfit(text: string, why: string): NodeError {
  return invalidInput(
    `expected a place for pins, got "${withoutKeys(text)}": ${why}`,
    'use kubo:http://127.0.0.1:5001, the RPC of a Kubo of yours',
  )
}
