/** What a network is started with: what was asked for wins over what the home keeps. Pure. */
import type { NetworkConfig } from '../../network/index.ts'
import type { HomeConfig } from '../../storage/index.ts'

type Wanted = Partial<NetworkConfig>
export type WantedNetwork = { [K in keyof Wanted]: Wanted[K] | undefined }

/** Fields that are absent in `wanted`, or undefined, are those of the home. An empty list is an answer, and means none. */
export function networkOf(
  { profile, listen, bootstrap, announce, ipfsDht, ipfsBootstrap, port }: HomeConfig,
  wanted: WantedNetwork,
): Wanted {
  const asked = defined(wanted) as Wanted
  const kept = defined({ profile, listen, bootstrap, announce, ipfsDht, ipfsBootstrap, port }) as Wanted
  const both = { ...kept, ...asked }
  // Only profile public announces, and takes part in the DHT of IPFS: who starts another one for once is not to take the
  // settings away first.
  if (asked.profile === undefined || asked.profile === 'public') return both
  const { announce: _announce, ipfsDht: _ipfsDht, ...rest } = both
  return { ...rest, ...(defined({ announce: asked.announce, ipfsDht: asked.ipfsDht }) as Wanted) }
}

function defined(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}
