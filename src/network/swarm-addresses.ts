/** Which addresses the hosts of a swarm listen on and dial: tcp and ws, and only of peers that are named. Pure. */
import type { Multiaddr } from '@multiformats/multiaddr'
import { parseAddress, peerIdIn, printable } from './addresses.ts'
import { NetworkError } from './network-error.ts'

/** A host, tcp, perhaps ws, and the peer that must answer. Names are resolved by the system, as a person gave them. */
const LISTENS = /^ip[46]\/tcp(\/ws)?$/
const DIALS = /^(ip[46]|dns|dns4|dns6)\/tcp(\/ws)?$/

function shapeOf(address: Multiaddr): string {
  const names = address.getComponents().map(({ name }) => name)
  return names.filter((name) => name !== 'ip6zone' && name !== 'p2p').join('/')
}

/** An address of tcp or ws that goes to one host and nowhere else: no relay, no `dnsaddr`. */
export function isFencedAddress(address: Multiaddr): boolean {
  return DIALS.test(shapeOf(address))
}

/** An address of tcp or ws on this machine. */
export function isFencedListen(address: Multiaddr): boolean {
  return LISTENS.test(shapeOf(address))
}

/** An address of tcp and nothing over it, on this machine. */
export function isTcpListen(address: Multiaddr): boolean {
  return isFencedListen(address) && !shapeOf(address).endsWith('/ws')
}

/** @throws {NetworkError} ERR_USAGE, ERR_INVALID_INPUT */
export function checkFencedListen(who: string, text: string): void {
  if (isFencedListen(parseAddress(text))) return
  throw new NetworkError('ERR_USAGE', `${who} cannot listen on ${printable(text)}`, {
    hint: 'use an address like /ip4/127.0.0.1/tcp/4001, or add /ws to it: other transports cannot be fenced',
  })
}

/** @throws {NetworkError} ERR_INVALID_INPUT */
export function checkFencedAddress(who: string, address: Multiaddr): void {
  const text = printable(address.toString())
  if (!isFencedAddress(address)) {
    throw new NetworkError(
      'ERR_INVALID_INPUT',
      `expected the address of ${who} over tcp or ws, got ${text}`,
      {
        hint: 'an address looks like /ip4/192.0.2.7/tcp/4001/p2p/12D3KooW…',
      },
    )
  }
  if (peerIdIn(address) === undefined) {
    throw new NetworkError('ERR_INVALID_INPUT', `the address of ${who} names no peer: ${text}`, {
      hint: 'add /p2p/ and the id of the peer that must answer there',
    })
  }
}
