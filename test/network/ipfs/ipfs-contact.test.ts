// How a node stays in touch with the DHT of IPFS, and what it says there of itself: time and nodes are made up.
import type { KadDHT } from '@libp2p/kad-dht'
import type { CID } from 'multiformats/cid'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { cidFor, RAW } from '../../../src/core/codec/index.ts'
import { Ipfs } from '../../../src/network/ipfs/index.ts'
import type { IpfsDht } from '../../../src/network/ipfs/index.ts'
import { IpfsContact } from '../../../src/network/ipfs/ipfs-contact.ts'
import { keepingLogger } from '../hosts.ts'

const peerIds = [
  '12D3KooWE4aDz26eWDtERGijXnLjwbSPCV8UgckWk5Htds6Tk3sT',
  '12D3KooWKnDdG3iXw9eTFijk3EWSunZcFi54Zka4wmtqtt6rPxc8',
]
const bootstrap = Array.from({ length: 5 }, (_, at) => `/ip4/192.0.2.${at}/tcp/4001/p2p/${peerIds[0]}`)
const never = new AbortController().signal
const second = 1_000

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Dials are answered by hand. */
function contactOf(known = 0) {
  const dials: { address: string; signal: AbortSignal; end: PromiseWithResolvers<void> }[] = []
  const state = { known }
  const contact = new IpfsContact({
    bootstrap,
    known: () => state.known,
    dial(address, signal) {
      const end = Promise.withResolvers<void>()
      signal.addEventListener('abort', () => end.reject(signal.reason as Error))
      dials.push({ address, signal, end })
      return end.promise
    },
    logger: keepingLogger(),
  })
  const settled = async (waiting: Promise<unknown>): Promise<boolean> => {
    let is = false
    void waiting.then(
      () => (is = true),
      () => (is = true),
    )
    await vi.advanceTimersByTimeAsync(0)
    return is
  }
  return { contact, dials, state, settled }
}

describe('a node that knows nobody in the DHT of IPFS', () => {
  it('dials a few of its list, and others only when those have ended and some time has passed', async () => {
    const { contact, dials } = contactOf()
    contact.start()
    expect(dials).toHaveLength(3)
    expect(new Set(dials.map(({ address }) => address)).size).toBe(3)
    await vi.advanceTimersByTimeAsync(60 * second)
    expect(dials).toHaveLength(3)
    for (const { end } of dials) end.reject(new Error('no answer'))
    await vi.advanceTimersByTimeAsync(60 * second)
    expect(dials).toHaveLength(6)
    contact.stop()
    expect(dials.at(-1)?.signal.aborted).toBe(true)
  })

  it('dials at once when it is on another network, and nobody while it knows enough', async () => {
    const { contact, dials, state } = contactOf()
    contact.start()
    for (const { end } of dials) end.reject(new Error('no answer'))
    await vi.advanceTimersByTimeAsync(second)
    contact.hurry()
    expect(dials).toHaveLength(6)
    state.known = 4
    for (const { end } of dials) end.reject(new Error('no answer'))
    await vi.advanceTimersByTimeAsync(3_600 * second)
    expect(dials).toHaveLength(6)
    contact.stop()
  })

  it('says who did not answer and why, until somebody does', async () => {
    const { contact, dials } = contactOf()
    contact.start()
    dials[0]?.end.reject(new Error('refused\u001b[31m'))
    await vi.advanceTimersByTimeAsync(0)
    expect(contact.missing).toEqual([
      { address: dials[0]?.address, reason: expect.stringMatching(/^refused[^\u001b]*$/) as string },
    ])
    dials[1]?.end.resolve()
    await vi.advanceTimersByTimeAsync(0)
    expect(contact.missing).toEqual([])
    contact.stop()
  })

  it('waits with its questions for the first that has a place, and no longer than for those it dials', async () => {
    const { contact, dials, settled } = contactOf()
    contact.start()
    const waiting = contact.entered({ signal: never })
    expect(await settled(waiting)).toBe(false)
    contact.met()
    expect(await settled(waiting)).toBe(true)

    const { contact: alone, dials: toNobody, settled: over } = contactOf()
    alone.start()
    const inVain = alone.entered({ signal: never })
    for (const { end } of toNobody) end.reject(new Error('no answer'))
    expect(await over(inVain)).toBe(true)
    for (const one of [contact, alone]) one.stop()
    for (const { end } of dials) end.promise.catch(() => {})
  })

  it('gives who answered a moment to come into the table', async () => {
    const { contact, dials, settled } = contactOf()
    contact.start()
    const waiting = contact.entered({ signal: never })
    const [first, ...others] = dials
    first?.end.resolve()
    for (const { end } of others) end.reject(new Error('no answer'))
    expect(await settled(waiting)).toBe(false)
    await vi.advanceTimersByTimeAsync(3 * second)
    expect(await settled(waiting)).toBe(true)
    contact.stop()
  })

  it('waits no longer than the question does', async () => {
    const { contact, dials } = contactOf()
    contact.start()
    const asking = new AbortController()
    const waiting = contact.entered({ signal: asking.signal })
    asking.abort(new Error('enough'))
    await expect(waiting).rejects.toThrow('enough')
    contact.stop()
    for (const { end } of dials) end.promise.catch(() => {})
  })
})

describe('what a node says in the DHT of IPFS', () => {
  const tides = cidFor(RAW, new TextEncoder().encode('tides'))

  /** A table with one neighbour, who takes every record. */
  function ipfsOf(addresses: string[]) {
    const said: string[] = []
    let changed = (): void => {}
    const dht = {
      routingTable: { size: 1, addEventListener() {} },
      names: (id: string) => id === 'named',
      async *provide(cid: CID) {
        said.push(cid.toString())
        yield { name: 'PEER_RESPONSE', messageName: 'ADD_PROVIDER' }
      },
      cancelReprovide: async () => {},
      async *findProviders() {},
    } as unknown as IpfsDht & KadDHT
    const ipfs = new Ipfs({
      selfId: 'alice',
      bootstrap: bootstrap.slice(0, 1),
      logger: keepingLogger(),
      addresses: () => addresses,
    })
    ipfs.start(dht, {
      dial: async () => {},
      addEventListener: (_type, listener) => void (changed = listener),
    })
    const moved = (to: string[]): void => {
      addresses.splice(0, addresses.length, ...to)
      changed()
    }
    return { ipfs, said, moved }
  }

  it('is nothing without an address: nodes of IPFS would drop it', async () => {
    const { ipfs, said, moved } = ipfsOf([])
    ipfs.provide(tides)
    await vi.advanceTimersByTimeAsync(second)
    expect(said).toEqual([])
    expect(ipfs.report()).toMatchObject({ provided: 0, waiting: 1 })
    expect(ipfs.report().problem?.message).toContain('no address')
    moved(['/ip4/192.0.2.9/tcp/4001'])
    await vi.advanceTimersByTimeAsync(2 * second)
    expect(said).toEqual([tides.toString()])
    expect(ipfs.report()).toMatchObject({ provided: 1, waiting: 0, problem: undefined })
    ipfs.stop()
  })

  it('is said again once where its addresses change, however often they do while it finds out', async () => {
    const { ipfs, said, moved } = ipfsOf(['/ip4/192.0.2.9/tcp/4001'])
    ipfs.provide(tides)
    await vi.advanceTimersByTimeAsync(second)
    moved([])
    moved(['/ip4/192.0.2.10/tcp/4001'])
    await vi.advanceTimersByTimeAsync(second)
    moved(['/ip4/192.0.2.11/tcp/4001'])
    await vi.advanceTimersByTimeAsync(second)
    expect(said).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(second)
    expect(said).toHaveLength(2)
    // The same addresses are no news.
    moved(['/ip4/192.0.2.11/tcp/4001'])
    await vi.advanceTimersByTimeAsync(5 * second)
    expect(said).toHaveLength(2)
    ipfs.stop()
  })

  it('makes nobody a peer of memcube: those it is entered by, and those it speaks of, are dialled for it alone', () => {
    const { ipfs } = ipfsOf([])
    expect([ipfs.names(peerIds[0] ?? ''), ipfs.names('named'), ipfs.names(peerIds[1] ?? '')]).toEqual([
      true,
      true,
      false,
    ])
    ipfs.stop()
  })
})
