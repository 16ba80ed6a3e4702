/** Eve names addresses in DHT records; alice dials those that her profile reaches, whoever passes them on. */
import { multiaddr } from '@multiformats/multiaddr'
import { CID } from 'multiformats/cid'
import { describe, expect, it } from 'vitest'
import { createGate } from '../../../src/network/gater.ts'
import { planHost } from '../../../src/network/profiles.ts'
import { connect, rejection, startHost } from '../hosts.ts'

const CUBE = CID.parse('bafyreigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi')
const PRIVATE = '/ip4/192.168.7.7/tcp/4001'

describe('an address that was learnt from others', () => {
  it('of a private network is not dialled by a node of profile local, and does not count as given later', async () => {
    const alice = await startHost('alice')
    const learnt = await rejection(alice.dial(PRIVATE, { learnt: true }))
    expect(learnt).toMatchObject({ code: 'ERR_DENIED' })
    const provider = `${PRIVATE}/p2p/${(await startHost('bob')).peerId}`
    const session = alice.blocks.session(CUBE, [provider])
    expect(await rejection(session.get(CUBE))).toMatchObject({ code: 'ERR_DENIED' })
    session.close()
    expect(await rejection(alice.dial(PRIVATE, { learnt: true }))).toMatchObject({ code: 'ERR_DENIED' })
  })

  it('within the reach of the profile is dialled', async () => {
    const [alice, bob] = await Promise.all([startHost('alice'), startHost('bob')])
    expect(await alice.dial(bob.address, { learnt: true })).toBe(bob.peerId)
    await connect(alice, bob)
  })
})

describe('addresses that a person gave', () => {
  it('are remembered, the last ones, so that many do not leave the next without effect', () => {
    const plan = planHost({ profile: 'local', listen: [], bootstrap: [], network: 'test' })
    const gate = createGate(plan, () => true)
    for (let i = 0; i < 2_000; i++) gate.allow(multiaddr(`/ip4/192.168.${i >> 8}.${i & 255}/tcp/1`))
    gate.allow(multiaddr(PRIVATE))
    expect(gate.permits(multiaddr(PRIVATE))).toBe(true)
    expect(gate.permits(multiaddr('/ip4/192.168.0.0/tcp/1'))).toBe(false)
  })
})
