import { describe, expect, it } from 'vitest'
import { createFence } from '../../src/network/index.ts'
import { connect, eventually, rejection, startHost, within } from './hosts.ts'
import { ECHO, echo, epoch, startMember } from './swarm-members.ts'

describe('a fence', () => {
  it.each([
    ['with the same prologue connects and serves', '/ip4/127.0.0.1/tcp/0'],
    ['does so over websockets', '/ip4/127.0.0.1/tcp/0/ws'],
  ])('%s', async (_, listen) => {
    const [alice, bob] = await Promise.all([
      startMember('alice', epoch(1), { listen: [listen] }),
      startMember('bob'),
    ])
    await connect(bob, alice)
    expect(await echo(bob, alice, 'hello')).toBe('hello')
  })

  it.each([
    ['another prologue', () => startMember('eve', epoch(9))],
    ['no fence at all', () => startHost('eve')],
  ])('refuses %s, in both directions', async (_, startEve) => {
    const [alice, eve] = await Promise.all([startMember('alice'), startEve()])
    const inbound = await rejection(within(eve.dial(alice.address), 'the refusal of eve'))
    const outbound = await rejection(within(alice.dial(eve.address), 'the refusal of alice'))
    expect([inbound.code, outbound.code]).toEqual(['ERR_UNREACHABLE', 'ERR_UNREACHABLE'])
    expect([alice.peers(), eve.peers(), alice.visitors]).toEqual([[], [], []])
  })

  it('refuses the prologue of an old epoch, and takes the new one without a restart', async () => {
    const [alice, bob, carol] = await Promise.all(['alice', 'bob', 'carol'].map((name) => startMember(name)))
    if (!alice || !bob || !carol) throw new Error('unreachable')
    await connect(bob, alice)
    alice.fence.switchTo(epoch(2))
    expect(await rejection(carol.dial(alice.address))).toMatchObject({ code: 'ERR_UNREACHABLE' })
    expect(await echo(bob, alice, 'still here')).toBe('still here')
    carol.fence.switchTo(epoch(2))
    await connect(carol, alice)
    expect(await echo(carol, alice, 'hello')).toBe('hello')
  })

  it('admits nobody whom the roster does not name, whatever they hold', async () => {
    const [alice, eve] = await Promise.all([startMember('alice'), startMember('eve')])
    alice.roster.add(alice.peerId)
    await rejection(
      (async () => {
        await eve.dial(alice.address)
        await echo(eve, alice, 'let me in')
      })(),
    )
    expect(await rejection(alice.dial(eve.address))).toMatchObject({ code: 'ERR_DENIED' })
    expect([alice.peers(), alice.visitors]).toEqual([[], []])
  })

  it('cuts off who leaves the roster, and nobody else', async () => {
    const [alice, bob, carol] = await Promise.all(['alice', 'bob', 'carol'].map((name) => startMember(name)))
    if (!alice || !bob || !carol) throw new Error('unreachable')
    await Promise.all([connect(bob, alice), connect(carol, alice)])
    const channel = await bob.open(alice.peerId, ECHO)
    alice.roster.add(carol.peerId)
    expect(await alice.enforceRoster()).toEqual([bob.peerId])
    expect(await rejection(within(channel.read(), 'the end of the stream'))).toMatchObject({
      code: 'ERR_UNREACHABLE',
    })
    await eventually(() => bob.peers().length === 0, 'the cut at bob')
    expect(alice.peers().map(({ peerId }) => peerId)).toEqual([carol.peerId])
    expect(await echo(carol, alice, 'hello')).toBe('hello')
    expect(await alice.enforceRoster()).toEqual([])
  })

  it.each([
    ['a relay', '/ip4/127.0.0.1/tcp/9/p2p/12D3KooWDpJ7As7BWAwRMfu1VU2WCqNjvq387JEYKDBj4kx6nXTN/p2p-circuit'],
    ['QUIC', '/ip4/127.0.0.1/udp/9/quic-v1/p2p/12D3KooWDpJ7As7BWAwRMfu1VU2WCqNjvq387JEYKDBj4kx6nXTN'],
    ['a list of names', '/dnsaddr/example.com/p2p/12D3KooWDpJ7As7BWAwRMfu1VU2WCqNjvq387JEYKDBj4kx6nXTN'],
    ['no peer', '/ip4/127.0.0.1/tcp/9'],
  ])('dials no address that names %s', async (_, address) => {
    const alice = await startMember('alice')
    expect(await rejection(alice.dial(address))).toMatchObject({
      code: 'ERR_INVALID_INPUT',
      hint: expect.stringMatching(/\w/),
    })
  })

  it.each([
    ['16 bytes', new Uint8Array(16).map((_, i) => i)],
    ['zeros', new Uint8Array(32)],
  ])('is not made of %s', (_, bytes) => {
    expect(() => createFence(bytes)).toThrow(expect.objectContaining({ code: 'ERR_USAGE' }))
    const fence = createFence(epoch(1))
    expect(() => fence.switchTo(bytes)).toThrow(expect.objectContaining({ code: 'ERR_USAGE' }))
    expect(fence.current.over.aborted).toBe(false)
  })
})
