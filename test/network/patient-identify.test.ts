import type { Connection, StreamHandler } from '@libp2p/interface'
import { describe, expect, test } from 'vitest'
import { askUntilKnown } from '../../src/network/patient-identify.ts'
import { eventually, startHost } from './hosts.ts'
import { startPlainPeer } from './plain-peer.ts'

const PROTOCOL = '/ipfs/id/1.0.0'

/** Fails so many times, then knows. */
function busyFor(failures: number): { asked: number; identify(): Promise<void> } {
  return {
    asked: 0,
    async identify() {
      this.asked++
      if (this.asked <= failures) throw new Error('no answer in time')
    },
  }
}

const open = (): Connection => ({ status: 'open' }) as Connection

describe('a peer that does not say what it speaks', () => {
  test('is asked again until it does', async () => {
    const peer = busyFor(2)
    await askUntilKnown(peer, open(), [1, 1, 1, 1])
    expect(peer.asked).toBe(3)
  })

  test('is asked no more than a few times', async () => {
    const peer = busyFor(Infinity)
    await askUntilKnown(peer, open(), [1, 1])
    expect(peer.asked).toBe(3)
  })

  test('is not asked again once its connection is gone', async () => {
    const peer = busyFor(Infinity)
    await askUntilKnown(peer, { status: 'closed' } as Connection, [1, 1])
    expect(peer.asked).toBe(1)
  })
})

test('a peer that was too busy at first is known in the end', async () => {
  const peer = await startPlainPeer()
  const { identify } = peer.libp2p.services as unknown as { identify: { handleProtocol: StreamHandler } }
  let asked = 0
  await peer.libp2p.unhandle(PROTOCOL)
  await peer.libp2p.handle(PROTOCOL, (stream, connection) => {
    asked++
    if (asked === 1) stream.abort(new Error('too busy'))
    else return identify.handleProtocol(stream, connection)
  })
  const alice = await startHost('alice')
  await alice.dial(peer.address)
  await eventually(() => alice.peers().some(({ protocols }) => protocols.length > 0), 'identify')
  expect(asked).toBe(2)
})
