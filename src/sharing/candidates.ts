/** The peers that may have a cube: those named, those connected, and those that the DHT knows. */
import type { CID } from 'multiformats/cid'
import { anySignal } from '../core/signals/index.ts'
import { mayDial } from './choose-sources.ts'
import type { NetworkServices } from './services.ts'
import { lookUpNames, parseAddress, reachOf, shuffled } from '../network/index.ts'

/** A lookup that has not found anybody by then is given up, other channels go on. Guess: three times the slowest measured. */
const lookupMs = 8_000

/** Providers dialled as they are found, half of those that one answer is worth; the others are chosen at random. */
const firstDialled = 8
/** Providers looked at; the DHT gives 64 of each node that it asks. Guess. */
const maxFound = 256

/**
 * Dials addresses that came with a ticket or a link, and gives the peers that answered, with the error of the first that did
 * not. Who wrote them is not known: addresses of this machine and of private networks are dialled as on the word of others.
 * A name counts as what it leads to.
 */
export async function dialAll(
  { host }: { host: Pick<NetworkServices['host'], 'dial'> },
  addresses: readonly string[],
  signal: AbortSignal,
  lookUp: typeof lookUpNames = lookUpNames,
): Promise<{ peers: string[]; failure: unknown }> {
  const known = await Promise.allSettled(addresses.map(async (address) => lookUp(address, signal)))
  const dialled = await Promise.allSettled(
    fulfilled(known)
      .flat()
      .map(async (address) => {
        const learnt = reachOf(parseAddress(address)) !== 'public'
        return host.dial(address, { signal, learnt })
      }),
  )
  const failed = [...known, ...dialled].find((result) => result.status === 'rejected')
  return { peers: [...new Set(fulfilled(dialled))], failure: failed?.reason }
}

function fulfilled<T>(results: readonly PromiseSettledResult<T>[]): T[] {
  return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
}

/** Providers of a CID that could be dialled. A lookup that fails gives what it had found. */
export async function dialProviders(
  services: Pick<NetworkServices, 'host'>,
  cid: CID,
  signal: AbortSignal,
): Promise<{ peerId: string; addresses: string[] }[]> {
  const { host } = services
  const bounded = anySignal([signal, AbortSignal.timeout(lookupMs)])
  const dials: Promise<{ peerId: string; addresses: string[] } | undefined>[] = []
  const later: { peerId: string; addresses: string[] }[] = []
  let failed = 0
  const dial = (provider: { peerId: string; addresses: string[] }): void =>
    void dials.push(
      dialProvider(services, provider, bounded).then((reached) => {
        if (reached === undefined) failed++
        return reached
      }),
    )
  try {
    for await (const provider of host.findProviders(cid, { signal: bounded })) {
      if (provider.peerId === host.peerId) continue
      if (dials.length < firstDialled) dial(provider)
      else if (later.push(provider) >= maxFound) break
    }
  } catch (error) {
    signal.throwIfAborted()
    if (!bounded.aborted && dials.length === 0 && host.peers().length === 0) throw error
  }
  // Whoever is found first may be many of one mind: the other places are for anybody.
  for (const provider of shuffled(later)) {
    if (!mayDial({ dials: dials.length, failed })) await Promise.allSettled(dials)
    if (!mayDial({ dials: dials.length, failed })) break
    dial(provider)
  }
  return (await Promise.all(dials)).filter((provider) => provider !== undefined)
}

async function dialProvider(
  { host }: Pick<NetworkServices, 'host'>,
  provider: { peerId: string; addresses: string[] },
  signal: AbortSignal,
): Promise<{ peerId: string; addresses: string[] } | undefined> {
  if (host.peers().some(({ peerId }) => peerId === provider.peerId)) return provider
  for (const address of provider.addresses) {
    try {
      const text = address.includes('/p2p/') ? address : `${address}/p2p/${provider.peerId}`
      await host.dial(text, { signal, learnt: true })
      return provider
    } catch {
      // The next address may answer; a provider that none reaches is left out.
    }
  }
  return undefined
}
