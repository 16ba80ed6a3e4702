/** Connections that begin are let in, and those that give way are ended, a few in each turn of the loop. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { MultiaddrConnection } from '@libp2p/interface'
import { multiaddr } from '@multiformats/multiaddr'
import { describe, expect, it } from 'vitest'
import { Arrivals } from '../../src/network/arrivals.ts'
import type { PendingPlaces } from '../../src/network/pending-places.ts'

const MANY = 200

/** As many connections as come, and how many of them were told to go on or to end. */
function people() {
  const told = { resume: 0, abort: 0 }
  const closed = { all: () => {} }
  const connections = Array.from(
    { length: MANY },
    (_, port) =>
      ({
        remoteAddr: multiaddr(`/ip4/127.0.0.1/tcp/${port + 1}`),
        status: 'open',
        addEventListener() {},
        pause() {},
        resume: () => void told.resume++,
        abort() {
          told.abort++
          closed.all()
        },
      }) as unknown as MultiaddrConnection,
  )
  return { told, connections, closed }
}

async function turnsUntil(isDone: () => boolean): Promise<number> {
  for (let turns = 0; ; turns++) {
    if (isDone()) return turns
    await nextTurn()
  }
}

describe('connections that all change in one moment', () => {
  it.each(['begin', 'gone'] as const)('are told over several turns: %s', async (what) => {
    const { told, connections, closed } = people()
    const places = {
      isEmpty: true,
      arrive: () => ({ begin: [], gone: [], [what]: connections }),
      end: () => ({ begin: [], gone: [] }),
    }
    const arrivals = new Arrivals(places as unknown as PendingPlaces<MultiaddrConnection>)
    const [first] = connections
    // Each that is ended says so in the same moment.
    closed.all = () => arrivals.end(first as MultiaddrConnection)
    void arrivals.letIn(first as MultiaddrConnection)
    const all = (): boolean => (what === 'begin' ? told.resume : told.abort) === MANY
    expect(await turnsUntil(all)).toBeGreaterThanOrEqual(5)
  })
})
