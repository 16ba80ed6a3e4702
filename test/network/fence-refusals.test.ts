/** What strangers see of a swarm: the bytes themselves. */
import { connect as connectSocket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { connect, eventually, rejection, startHost, within, type TestHost } from './hosts.ts'
import { recordingProxy, type Recording } from './recording-proxy.ts'
import { echo, epoch, startMember, type Member } from './swarm-members.ts'

/** What goes in the clear before the handshake: libp2p's choice of an encryption. */
const IN_CLEAR = Buffer.from('\x13/multistream/1.0.0\n\x07/noise\n', 'latin1')

/** Message 1 of Noise XX is one key, with its length before it. */
const NOISE_MESSAGE_1 = 2 + 32

type Stranger = [what: string, start: () => Promise<TestHost>]
const STRANGERS: Stranger[] = [
  ['without any key', () => startHost('eve')],
  ['with a wrong key', () => startMember('eve', epoch(90))],
  ['with the key of an old epoch', () => startMember('eve', epoch(1))],
]

/** What an observer can compare: what is in the clear, how much there is, and how it ends. */
async function seen({ fromServer, ending }: Recording): Promise<object> {
  return {
    inClear: fromServer.subarray(0, IN_CLEAR.length).toString('latin1'),
    bytes: fromServer.length,
    ending: await within(ending, 'the end'),
  }
}

async function knocks(alice: TestHost, stranger: TestHost, times: number): Promise<object[]> {
  const proxy = await recordingProxy(alice.address)
  for (let i = 0; i < times; i++) await rejection(within(stranger.dial(proxy.address), 'the refusal'))
  return Promise.all(proxy.recordings.map(seen))
}

describe('who dials a swarm', () => {
  it('sees the same, whatever key it lacks', async () => {
    const alice = await startMember('alice', epoch(1))
    alice.fence.switchTo(epoch(2))
    const views: object[] = []
    for (const [, start] of STRANGERS) {
      const eve = await start()
      views.push(...(await knocks(alice, eve, 5)))
      await eve.stop()
    }
    expect(views).toHaveLength(15)
    for (const view of views) expect(view).toEqual(views[0])
    expect(views[0]).toMatchObject({ inClear: IN_CLEAR.toString('latin1') })
    expect(alice.peers()).toEqual([])
  })

  it('is reset when it goes on without a key, and has seen the same', async () => {
    const alice = await startMember('alice')
    const eve = await startMember('eve', epoch(90))
    const [refused] = await knocks(alice, eve, 1)
    const proxy = await recordingProxy(alice.address)
    const socket = connectSocket(Number(/tcp\/(\d+)/.exec(proxy.address)?.[1]), '127.0.0.1')
    socket.on('error', () => {})
    socket.write(IN_CLEAR)
    // A key that is no key of anybody, and once message 2 is there a message 3 that nothing verifies.
    socket.write(Buffer.concat([Buffer.from([0, 32]), Buffer.alloc(32, 9)]))
    socket.on('data', () => {
      const { length } = proxy.recordings[0]?.fromServer ?? Buffer.alloc(0)
      if (length === (refused as { bytes: number }).bytes)
        socket.write(Buffer.concat([Buffer.from([0, 200]), Buffer.alloc(200, 9)]))
    })
    await eventually(() => proxy.recordings.length === 1, 'the connection')
    expect(await seen(proxy.recordings[0] as Recording)).toEqual({ ...refused, ending: 'reset' })
  })

  it('gets not one byte more with the right key, when the roster does not name it', async () => {
    const alice = await startMember('alice')
    const [member, stranger] = [await startMember('eve', epoch(90)), await startMember('frank')]
    const [refused] = await knocks(alice, member, 1)
    alice.roster.add(alice.peerId)
    const proxy = await recordingProxy(alice.address)
    // The last message of the handshake is the stranger's: it may take itself for connected until it hears otherwise.
    await stranger.dial(proxy.address).catch(() => {})
    const [recording] = proxy.recordings
    if (recording === undefined) throw new Error('unreachable')
    expect(await seen(recording)).toMatchObject({ bytes: (refused as { bytes: number }).bytes })
    await eventually(() => stranger.peers().length === 0, 'the end of the connection')
    expect([alice.peers(), alice.visitors]).toEqual([[], []])
  })
})

describe('whom a member dials', () => {
  it.each(STRANGERS)('learns nothing of it: one %s', async (_, start) => {
    const eve = await start()
    const alice = await startMember('alice', epoch(2))
    const proxy = await recordingProxy(eve.address)
    await rejection(within(alice.dial(proxy.address), 'the refusal'))
    const sent = proxy.recordings[0]?.fromClient ?? Buffer.alloc(0)
    expect(sent.subarray(0, IN_CLEAR.length).toString('latin1')).toBe(IN_CLEAR.toString('latin1'))
    // One random key, and nothing that depends on who alice is.
    expect(sent.length).toBe(IN_CLEAR.length + NOISE_MESSAGE_1)
    expect(eve.peers()).toEqual([])
  })
})

describe('a change of the epoch', () => {
  it('fails a handshake that is under way, on both sides', async () => {
    const [alice, bob] = await Promise.all([startMember('alice'), startMember('bob')])
    const proxy = await recordingProxy(alice.address)
    proxy.holdAfter(IN_CLEAR.length + 1)
    const dial = bob.dial(proxy.address).catch(() => {})
    await within(proxy.holding, 'the last message of the handshake')
    alice.fence.switchTo(epoch(2))
    proxy.release()
    // Bob had sent his last message and may have taken himself for connected; alice never does.
    await within(dial, 'the end of the dial')
    await eventually(() => bob.peers().length === 0, 'the end at bob')
    expect([alice.peers(), alice.visitors]).toEqual([[], []])
    bob.fence.switchTo(epoch(2))
    await bob.dial(alice.address)
    expect(await echo(bob, alice, 'hello')).toBe('hello')
  })

  it('under load cuts nobody who stays, and lets nobody in who is behind', async () => {
    const names = ['alice', 'bob', 'carol', 'dan', 'erin']
    const members = await Promise.all(names.map((name) => startMember(name)))
    const [alice, ...others] = members as [Member, ...Member[]]
    for (const other of others.slice(0, 2)) await connect(other, alice)
    const behind = await startMember('frank')
    let going = true
    const failures: string[] = []
    // Two that are connected talk all the time, two connect and disconnect, one stays in the first epoch and tries too.
    const talk = async (member: Member): Promise<void> => {
      for (let i = 0; going; i++)
        if ((await echo(member, alice, `${i}`)) !== `${i}`) failures.push(`echo ${i}`)
    }
    const reconnect = async (member: Member): Promise<void> => {
      while (going) {
        await member.dial(alice.address).then(
          () => member.disconnect(alice.peerId),
          () => {},
        )
      }
    }
    const load = [
      ...others.slice(0, 2).map((member) => talk(member)),
      ...[...others.slice(2), behind].map((member) => reconnect(member)),
    ]
    for (let n = 2; n <= 20; n++) {
      for (const member of members) member.fence.switchTo(epoch(n))
      await echo(others[0] as Member, alice, `epoch ${n}`)
    }
    going = false
    await within(Promise.all(load), 'the end of the load')
    expect(failures).toEqual([])
    expect(await rejection(behind.dial(alice.address))).toMatchObject({ code: 'ERR_UNREACHABLE' })
    for (const other of others) {
      await other.dial(alice.address)
      expect(await echo(other, alice, 'after')).toBe('after')
    }
  })
})
