/**
 * Addresses with a name, as those that the name leads to now. Whoever judges and dials these has looked where he goes: the name
 * is not asked for a second time, when it may lead elsewhere.
 */
import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { multiaddr } from '@multiformats/multiaddr'
import { raceSignal } from 'race-signal'
import { parseAddress } from './addresses.ts'
import { NetworkError } from './network-error.ts'

/** Addresses of one name that are tried: two of each family, as small services have. Guess. */
const MAX_OF_NAME = 4

const FAMILIES: Readonly<Record<string, 0 | 4 | 6>> = { dns: 0, dns4: 4, dns6: 6 }

type LookUp = (name: string, family: 0 | 4 | 6) => Promise<readonly { address: string; family: number }[]>

const ofSystem: LookUp = (name, family) => lookup(name, { all: true, family })

/**
 * @returns the address itself where it begins with no name that is looked up
 * @throws {NetworkError} ERR_INVALID_INPUT for no address, ERR_UNREACHABLE for a name that leads nowhere
 */
export async function lookUpNames(
  text: string,
  signal: AbortSignal,
  lookUp: LookUp = ofSystem,
): Promise<string[]> {
  const [host, ...rest] = parseAddress(text).getComponents()
  const family = FAMILIES[host?.name ?? '']
  if (host?.value === undefined || family === undefined) return [text]
  const name = host.value
  const found = await raceSignal(lookUp(name, family), signal).catch((cause: unknown) => {
    signal.throwIfAborted()
    throw new NetworkError('ERR_UNREACHABLE', `the name ${name} in an address leads nowhere`, {
      cause,
      hint: 'check the name, or ask for another link',
    })
  })
  const tail = rest.length === 0 ? '' : withNameOf(name, multiaddr(rest).toString())
  return found
    .slice(0, MAX_OF_NAME)
    .map(
      ({ address, family: version }) =>
        `/${version === 6 ? 'ip6' : 'ip4'}/${address.replace(/%.*$/, '')}${tail}`,
    )
}

/** A certificate is for the name, which stays in the address of a websocket under TLS beside what it leads to. */
function withNameOf(name: string, tail: string): string {
  if (isIP(name) !== 0) return tail
  const secured = tail.replace(/^(\/tcp\/\d+)\/wss(?=\/|$)/, '$1/tls/ws')
  return secured.replace(/^(\/tcp\/\d+\/tls)\/ws(?=\/|$)/, `$1/sni/${name}/ws`)
}
