/** `protocols/network/spec.md` names what the code speaks: each id, topic, limit and profile is compared with it. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createProposals } from '../../src/protocols/index.ts'
import { MAX_MESSAGE_BYTES, MAX_SWARM_MESSAGE_BYTES } from '../../src/network/gossip.ts'
import { DIAL_BACK_PROTOCOL, DIAL_REQUEST_PROTOCOL } from '../../src/network/reach/autonat-messages.ts'
import { HOP_PROTOCOL, MAX_PLACES } from '../../src/network/reach/relay-service.ts'
import { planHost } from '../../src/network/profiles.ts'
import type { Profile } from '../../src/network/index.ts'
import { VERSION_1_PROTOCOLS } from '../../src/protocols/handshake/earlier-version.ts'
import { PROPOSAL_LIMITS } from '../../src/protocols/proposals/limits.ts'
import { SYNC_LIMITS } from '../../src/protocols/sync/limits.ts'
import { underPrefix } from '../../src/swarms/inner-host.ts'
import { connect, startHost } from '../network/hosts.ts'
import { startNode } from './nodes.ts'

const page = readFileSync(new URL('../../protocols/network/spec.md', import.meta.url), 'utf8')

/** The cells of each row of the table whose first heading is `heading`. */
function tableAfter(heading: string): string[][] {
  const [, rest = ''] = page.split(new RegExp(`^\\| ${heading} \\|.*\\n\\|[-|]+\\n`, 'm'))
  const rows = rest.slice(0, rest.search(/\n(?!\|)/)).split('\n')
  return rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}

const ids = tableAfter('id').map(([id = '']) => id.replaceAll('`', '').replace('<network>', 'test'))

describe('the page on the network', () => {
  it('lists every protocol that a node tells of itself, and no other', async () => {
    const alice = await startNode('alice')
    createProposals({
      network: alice.host,
      handshake: alice.handshake,
      logger: alice.logger,
      now: () => 0,
      book: { take: () => Promise.resolve(undefined), page: () => Promise.resolve({ items: [] }) },
    }).start()
    const bob = await startHost('bob')
    await connect(bob, alice.host)
    const spoken = [...ids, ...VERSION_1_PROTOCOLS].toSorted()
    expect(bob.peers()[0]?.protocols.toSorted()).toEqual(spoken)
    for (const id of VERSION_1_PROTOCOLS) expect(page).toContain(`\`${id}\``)
    await alice.stop()
  })

  it('says what a public node speaks besides', () => {
    const plan = planHost({ profile: 'public', listen: [], bootstrap: [], network: 'main' })
    expect(plan.services).toContain('dcutr')
    expect(page).toContain('`/libp2p/dcutr`')
    expect(plan.transports).toContain('circuit-relay')
    for (const id of [
      '/libp2p/circuit/relay/0.2.0/stop',
      HOP_PROTOCOL,
      DIAL_REQUEST_PROTOCOL,
      DIAL_BACK_PROTOCOL,
    ])
      expect(page).toContain(`\`${id}\``)
    expect(page).toContain(`at most ${MAX_PLACES} places`)
  })

  it.each(tableAfter('profile'))(
    'says what %s listens on and dials',
    (name, listens, transports, finds, dials, records) => {
      const profile = name.replaceAll('`', '') as Profile
      const plan = planHost({ profile, listen: [], bootstrap: [], network: 'main' })
      expect(transports).toBe(plan.transports.join(', '))
      expect(dials).toBe(plan.dialsLearnt.join(', '))
      expect(listens === 'loopback').toBe(plan.listen.every((address) => address.includes('127.0.0.1')))
      expect(finds.includes('mDNS')).toBe(plan.discovery.includes('mdns'))
      expect(records).toBe(plan.dht.privateAddresses ? 'any address' : 'public addresses')
    },
  )

  it('says how many streams of a protocol one connection may have', () => {
    const streams = new Map(tableAfter('protocol').map(([protocol, , count]) => [protocol, Number(count)]))
    expect(streams.get('sync')).toBe(SYNC_LIMITS.maxStreamsPerPeer)
    expect(streams.get('proposals')).toBe(PROPOSAL_LIMITS.maxStreamsPerPeer)
  })

  it('says how large a gossip message may be, in public and in swarms', () => {
    const shown = (bytes: number): string => bytes.toLocaleString('en-US')
    expect(page).toContain(
      `\`data\` of at most ${shown(MAX_MESSAGE_BYTES)} bytes (${shown(MAX_SWARM_MESSAGE_BYTES)} in swarms)`,
    )
  })

  it('says how ids look in a swarm', async () => {
    const host = await startHost('alice')
    const handled: string[] = []
    const inside = underPrefix(
      Object.assign(host, { handle: (id: string) => void handled.push(id) }),
      'swarm-x',
    )
    inside.handle('/memcube/sync/2.0.0', () => Promise.resolve())
    expect(handled).toEqual(['/memcube/swarm-x/sync/2.0.0'])
    expect(page).toContain('`/memcube/swarm-x/sync/2.0.0`')
  })
})
