/** Link: a cube id with one or two nodes that have it, short enough for a message. Spec: protocols/link/spec.md. Pure. */
import { CID } from 'multiformats/cid'
import { shortened } from '../errors.ts'
import { CubeError } from './cube-error.ts'

export interface CubeLink {
  cube: CID
  /** Multiaddrs of nodes that have it. */
  addresses: string[]
}

const PREFIX = 'memcube:'
export const maxLinkChars = 200
export const maxLinkPeers = 2

const peerId = '[1-9A-HJ-NP-Za-km-z]{46,64}'
const octet = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)'
const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?'
const ip4 = `${octet}(?:\\.${octet}){3}`
// A name has two labels at least, and its last one begins with a letter: so it is no IP address.
const name = `(?:${label}\\.)+(?=[a-z])${label}`
const cubeForm = /^b[a-z2-7]{58}$/
const peerForm = new RegExp(
  `^(?:(?<ip4>${ip4})|\\[(?<ip6>[0-9a-f:]{2,39})\\]|(?<dns>${name})):(?<port>[1-9]\\d{0,4})(?<ws>/ws)?(?:/(?<first>${peerId})(?:/(?<second>${peerId}))?)?$`,
)
const addressForm = new RegExp(
  `^/(?<kind>ip4|ip6|dns|dns4|dns6)/(?<host>[^/]+)/tcp/(?<port>\\d+)(?<ws>/ws)?(?:/p2p/(?<first>${peerId})(?:/p2p-circuit/p2p/(?<second>${peerId}))?)?$`,
)

/** Whether a text that begins as links and tickets do is a link. */
export function isLink(text: string): boolean {
  const [cube = ''] = text.slice(PREFIX.length).split('?', 1)
  return text.startsWith(PREFIX) && cubeForm.test(cube)
}

/**
 * The link of a cube. Of the addresses the first that fit go in, each of another host; what a link has no form for is left out.
 */
export function formatLink(cube: CID, addresses: readonly string[] = []): string {
  const given: { host: string; id: string; peer: string; bare: string }[] = []
  for (const address of addresses) {
    const { kind, host = '', port, ws = '', first, second } = addressForm.exec(address)?.groups ?? {}
    if (kind === undefined) continue
    const shown = `${kind === 'ip6' ? `[${host}]` : host}:${port}${ws}`
    const ids = [first, second].filter((id) => id !== undefined)
    const peer = [shown, ...ids].join('/')
    if (parsePeer(peer) !== undefined) given.push({ host, id: ids.at(-1) ?? '', peer, bare: shown })
  }
  let link = PREFIX + cube.toString()
  const taken: { host: string; id: string }[] = []
  for (const { host, id, peer, bare } of given) {
    if (taken.length === maxLinkPeers) break
    if (taken.some((one) => one.host === host)) continue
    const isKnown = taken.some((one) => one.id === id)
    // Who is named already need not be named again: whoever answers is asked, and proves what it gives.
    const wanted = isKnown && !isRelayed(peer) ? bare : peer
    const longer = `${link}${taken.length === 0 ? '?' : '&'}at=${wanted}`
    if (longer.length > maxLinkChars) continue
    link = longer
    taken.push({ host, id })
  }
  return link
}

/** @throws {CubeError} ERR_INVALID_INPUT */
export function parseLink(text: string): CubeLink {
  const query = isLink(text) && text.length <= maxLinkChars ? text.slice(PREFIX.length + 59) : 'no link'
  if (query !== '' && !/^\?[!-~]+$/.test(query)) throw noLink(text)
  const peers: string[] = []
  for (const part of query === '' ? [] : query.slice(1).split('&')) {
    const [, key = '', value = ''] = /^([a-z]+)=(.*)$/.exec(part) ?? []
    // Later versions may say more in a link: a reader takes what it knows.
    if (key === 'at') peers.push(parsePeer(value) ?? '')
    else if (key === '') throw noLink(text)
  }
  if (peers.length > maxLinkPeers || peers.includes('')) throw noLink(text)
  return { cube: parseCube(text), addresses: [...new Set(peers)] }
}

function parseCube(text: string): CID {
  try {
    const cube = CID.parse(text.slice(PREFIX.length, PREFIX.length + 59))
    // A genesis is dag-cbor and sha2-256, as the cube id says.
    if (cube.code === 0x71 && cube.multihash.code === 0x12 && cube.multihash.size === 32) return cube
  } catch {
    // It is none.
  }
  throw noLink(text)
}

/** The multiaddr of a peer in a link; undefined for what is none. */
function parsePeer(text: string): string | undefined {
  const groups = peerForm.exec(text)?.groups
  if (groups === undefined) return undefined
  const { ip4: four, ip6: six, dns, port, ws = '', first, second } = groups
  if (Number(port) > 65_535 || (six !== undefined && !isIp6(six)) || (dns?.length ?? 0) > 100)
    return undefined
  const host = four !== undefined ? `/ip4/${four}` : six !== undefined ? `/ip6/${six}` : `/dns/${dns}`
  const ids =
    first === undefined ? '' : `/p2p/${first}${second === undefined ? '' : `/p2p-circuit/p2p/${second}`}`
  return `${host}/tcp/${port}${ws}${ids}`
}

function isIp6(text: string): boolean {
  const halves = text.split('::')
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')))
  if (halves.length > 2 || !groups.every((group) => /^[0-9a-f]{1,4}$/.test(group))) return false
  return halves.length === 2 ? groups.length < 8 : groups.length === 8
}

function isRelayed(peer: string): boolean {
  return new RegExp(`/${peerId}/${peerId}$`).test(peer)
}

function noLink(text: string): CubeError {
  return new CubeError('ERR_INVALID_INPUT', `"${shortened(text, 80)}" is not a whole link`, {
    hint: 'copy the whole line that `memcube link` printed: memcube:, the cube id, and at most two places',
  })
}
