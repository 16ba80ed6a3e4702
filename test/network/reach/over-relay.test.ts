import { StreamCloseEvent, type Connection, type PeerId } from '@libp2p/interface'
import { peerIdFromString } from '@libp2p/peer-id'
import { multiaddr } from '@multiformats/multiaddr'
import type { Libp2p } from 'libp2p'
import { describe, expect, it } from 'vitest'
import {
  openStream,
  overRelay,
  reachedAlready,
  withoutRelays,
} from '../../../src/network/reach/over-relay.ts'

const bob = peerIdFromString('12D3KooWE4aDz26eWDtERGijXnLjwbSPCV8UgckWk5Htds6Tk3sT')
const direct = multiaddr('/ip4/46.1.0.1/tcp/4001')
const circuit = multiaddr(
  `/ip4/44.1.0.1/tcp/1/p2p/12D3KooWPjceQrSwdWXPyLLeABRXmuqt69Rg3sBYbU1Nft9HyQ6X/p2p-circuit/p2p/${bob}`,
)

const connection = (isLimited: boolean, status = 'open', where = 'what is there') => ({
  status,
  remotePeer: bob,
  ...(isLimited && { limits: {} }),
  newStream: async (protocol: string) => `${protocol} over ${where}`,
})

function libp2p(...connections: ReturnType<typeof connection>[]): Libp2p {
  return {
    getConnections: () => connections as unknown as Connection[],
    dialProtocol: async (_: PeerId, protocol: string) => `${protocol} dialled`,
  } as unknown as Libp2p
}

describe('a stream to a peer', () => {
  it.each([
    ['through a relay alone', [connection(true)], 'echo over what is there'],
    [
      'through a relay anew, since it may have moved',
      [connection(true), connection(true, 'open', 'the last')],
      'echo over the last',
    ],
    ['directly and through a relay', [connection(true), connection(false)], 'echo dialled'],
    ['no more', [connection(true, 'closed')], 'echo dialled'],
    ['not at all', [], 'echo dialled'],
  ])('that is connected %s', async (_, connections, expected) => {
    const opened = openStream(libp2p(...connections), bob.toString(), 'echo', AbortSignal.timeout(1000))
    expect(await opened).toBe(expected)
  })
})

describe('a stream that is cut while it opens', () => {
  const failing = (name: string, times: number) => failingBy(Object.assign(new Error('cut'), { name }), times)
  const failingBy = (reason: unknown, times: number) => {
    let tries = 0
    const flaky = {
      getConnections: () => [],
      dialProtocol: async () => {
        if (++tries <= times) throw reason
        return 'opened'
      },
    } as unknown as Libp2p
    const opened = openStream(flaky, bob.toString(), 'echo', AbortSignal.timeout(10_000))
    return opened.then(
      (stream) => ({ stream, tries }),
      (error: Error) => ({ error: error.name, tries }),
    )
  }

  it.each(['UnexpectedEOFError', 'StreamResetError', 'ConnectionClosedError', 'MuxerClosedError'])(
    'by %s is opened once more, and not again',
    async (name) => {
      expect(await failing(name, 1)).toEqual({ stream: 'opened', tries: 2 })
      expect(await failing(name, 2)).toEqual({ error: name, tries: 2 })
    },
  )

  it('by the event of its end is opened once more, and not again', async () => {
    const ended = new StreamCloseEvent(false, undefined)
    expect(await failingBy(ended, 1)).toEqual({ stream: 'opened', tries: 2 })
    expect(await failingBy(ended, 2)).toMatchObject({ tries: 2 })
    expect(await failingBy(new Event('drain'), 1)).toMatchObject({ tries: 1 })
  })

  it('and that nobody waits for any more is not tried again', async () => {
    let tries = 0
    const givenUp = new AbortController()
    const flaky = {
      getConnections: () => [],
      dialProtocol: async () => {
        tries++
        givenUp.abort()
        throw Object.assign(new Error('cut'), { name: 'StreamResetError' })
      },
    } as unknown as Libp2p
    await expect(openStream(flaky, bob.toString(), 'echo', givenUp.signal)).rejects.toThrow('cut')
    expect(tries).toBe(1)
  })

  it.each(['UnsupportedProtocolError', 'TimeoutError', 'DialError'])('is given up for %s', async (name) => {
    expect(await failing(name, 1)).toEqual({ error: name, tries: 1 })
  })
})

describe('an address through a relay', () => {
  it('is not dialled while its peer is connected', () => {
    expect(reachedAlready(libp2p(connection(true)), circuit)).toBe(bob.toString())
    expect(reachedAlready(libp2p(), circuit)).toBeUndefined()
    expect(reachedAlready(libp2p(connection(true)), direct)).toBeUndefined()
  })
})

it.each([
  ['a relay alone', [connection(true), connection(false, 'closed')], [bob.toString()]],
  ['a relay and directly', [connection(true), connection(false)], []],
  ['directly and a relay', [connection(false), connection(true)], []],
  ['nothing that is open', [connection(true, 'closed')], []],
])('tells whether a peer that is reached through %s is carried', (_, connections, expected) => {
  expect([...overRelay(connections as unknown as Connection[])]).toEqual(expected)
})

describe('the DHT', () => {
  const asks = async (
    known: ReturnType<typeof multiaddr>[],
    ...connections: ReturnType<typeof connection>[]
  ) => {
    const components = {
      peerStore: { get: async () => ({ addresses: known.map((one) => ({ multiaddr: one })) }) },
      connectionManager: { getConnections: () => connections, openStream: async () => 'asked' },
    }
    const opened: Promise<unknown> = withoutRelays(components).connectionManager.openStream.call(
      undefined,
      ...([bob, 'kad'] as unknown as []),
    )
    return opened.catch((error: Error) => error.message)
  }

  it.each([
    ['connected directly', asks([], connection(false)), 'asked'],
    ['known by an address of its own', asks([circuit, direct]), 'asked'],
    ['not known', asks([]), 'asked'],
    [
      'connected through a relay',
      asks([direct], connection(true)),
      'the peer is behind a relay, and no server of the DHT',
    ],
    ['known by circuits', asks([circuit]), 'the peer is behind a relay, and no server of the DHT'],
  ])('asks a peer that is %s, or not', async (_, answer, expected) => {
    expect(await answer).toBe(expected)
  })
})
