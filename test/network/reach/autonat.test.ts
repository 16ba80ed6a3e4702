/** Two nodes without sockets: alice asks the other to dial her. */
import type { Connection, Stream } from '@libp2p/interface'
import { streamPair } from '@libp2p/utils'
import { type Multiaddr, multiaddr } from '@multiformats/multiaddr'
import { describe, expect, it } from 'vitest'
import { Autonat } from '../../../src/network/reach/autonat.ts'
import {
  decodeAutonat,
  DIAL_BACK_PROTOCOL,
  DIAL_REQUEST_PROTOCOL,
  encodeDialBack,
  encodeDialRequest,
} from '../../../src/network/reach/autonat-messages.ts'
import type { ReachComponents } from '../../../src/network/reach/interface.ts'
import { createChannel } from '../../../src/network/channel.ts'

type Handler = (stream: Stream, connection: Connection) => void

const relay = '/ip4/44.1.0.1/tcp/4001/p2p/12D3KooWPjceQrSwdWXPyLLeABRXmuqt69Rg3sBYbU1Nft9HyQ6X/p2p-circuit'
const address = multiaddr('/ip4/46.1.0.1/tcp/4001')

interface World {
  /** Whether alice lets anybody in. */
  open: boolean
  dialled: string[]
  alice: Autonat
  /** Alice's connection to the other, and what the other sees of it. */
  toOther: Connection
  fromAlice: Connection
  handlers: { alice: Map<string, Handler>; other: Map<string, Handler> }
}

let next = 0
function connection(
  from: Multiaddr,
  direction: 'inbound' | 'outbound',
  remote: { handlers: Map<string, Handler>; seenAs: () => Connection },
): Connection {
  const made = {
    id: `connection ${next++}`,
    remoteAddr: from,
    remotePeer: { toString: () => '12D3KooWE4aDz26eWDtERGijXnLjwbSPCV8UgckWk5Htds6Tk3sT' },
    direction,
    streams: [],
    close: async () => {},
    abort: () => {},
    async newStream(protocol: string) {
      const [here, there] = await streamPair({ protocol, delay: 0 })
      remote.handlers.get(protocol)?.(there, remote.seenAs())
      return here
    },
  }
  return made as unknown as Connection
}

async function world(more: { aliceAt?: Multiaddr; over?: Multiaddr } = {}): Promise<World> {
  const handlers = { alice: new Map<string, Handler>(), other: new Map<string, Handler>() }
  const other = multiaddr('/ip4/44.1.0.9/tcp/4001')
  const fromAlice: Connection = connection(more.aliceAt ?? multiaddr('/ip4/46.1.0.1/tcp/33000'), 'inbound', {
    handlers: handlers.alice,
    seenAs: () => toOther,
  })
  const toOther: Connection = connection(other, 'outbound', {
    handlers: handlers.other,
    seenAs: () => fromAlice,
  })
  const dialled: string[] = []
  const told: World = { open: true, dialled, fromAlice, toOther, handlers, alice: undefined as never }
  const components = (own: Map<string, Handler>): ReachComponents =>
    ({
      registrar: { handle: async (protocol: string, handler: Handler) => void own.set(protocol, handler) },
      connectionManager: {
        getConnections: () => [],
        async openConnection(to: Multiaddr) {
          dialled.push(to.toString())
          if (!told.open) throw new Error('nobody is let in')
          const back = connection(more.over ?? other, 'inbound', {
            handlers: handlers.alice,
            seenAs: () => back,
          })
          return back
        },
      },
    }) as unknown as ReachComponents
  told.alice = new Autonat(components(handlers.alice), () => 0)
  await told.alice.start()
  await new Autonat(components(handlers.other), () => 0).start()
  return told
}

/** What the other answers to a request that is written by hand. */
async function answered({ toOther }: World, addresses: Multiaddr[]) {
  const channel = createChannel(await toOther.newStream(DIAL_REQUEST_PROTOCOL), 'other')
  const [first = address] = addresses
  await channel.write(encodeDialRequest(first.bytes, 1n))
  const frame = await channel.read()
  return frame === undefined ? undefined : decodeAutonat(frame)
}

describe('whether others reach this node', () => {
  it('is so when it was dialled', async () => {
    const { alice, toOther, dialled } = await world()
    expect(await alice.ask(toOther, address)).toBe(true)
    expect(dialled).toEqual([`${address}/p2p/${toOther.remotePeer}`])
  })

  it('is not so when the dial failed', async () => {
    const told = await world()
    told.open = false
    expect(await told.alice.ask(told.toOther, address)).toBe(false)
  })

  it('is not known from a dial back that came through a relay', async () => {
    const { alice, toOther } = await world({ over: multiaddr(relay) })
    expect(await alice.ask(toOther, address)).toBeUndefined()
  })

  it('is not proven by a number that nobody sent out', async () => {
    const { fromAlice, handlers } = await world()
    const [here, there] = await streamPair({ protocol: DIAL_BACK_PROTOCOL, delay: 0 })
    handlers.alice.get(DIAL_BACK_PROTOCOL)?.(there, fromAlice)
    const channel = createChannel(here, 'eve')
    await channel.write(encodeDialBack(1n))
    await expect(channel.read()).rejects.toMatchObject({ name: 'NetworkError' })
  })
})

describe('who asks to be dialled', () => {
  it.each([
    ['at the address of somebody else', [multiaddr('/ip4/47.1.0.1/tcp/4001')], {}],
    [
      'at an address of the house',
      [multiaddr('/ip4/192.168.1.1/tcp/80')],
      { aliceAt: multiaddr('/ip4/192.168.1.1/tcp/1') },
    ],
    ['through a relay', [multiaddr(relay)], {}],
    ['and comes through a relay', [multiaddr('/ip4/44.1.0.1/tcp/4001')], { aliceAt: multiaddr(relay) }],
  ])('%s is not dialled', async (_, addresses, more) => {
    const told = await world(more)
    expect(await answered(told, addresses)).toMatchObject({ is: 'dial-response', status: 101 })
    expect(told.dialled).toEqual([])
  })

  it('again and again is refused', async () => {
    const told = await world()
    const statuses: (number | undefined)[] = []
    for (let time = 0; time < 14; time++) {
      const answer = await answered(told, [address])
      statuses.push(answer?.is === 'dial-response' ? answer.status : undefined)
    }
    expect(statuses.filter((status) => status === 200)).toHaveLength(12)
    expect(statuses.slice(12)).toEqual([100, 100])
    expect(told.dialled).toHaveLength(12)
  })
})
