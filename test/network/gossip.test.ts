import { describe, expect, it } from 'vitest'
import type { GossipVerdict } from '../../src/network/index.ts'
import { connect, eventually, rejection, startHost, within, type TestHost } from './hosts.ts'

const TOPIC = '/memcube/test/heads/7'
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const text = (message: Uint8Array): string => new TextDecoder().decode(message)

/** Verdicts by the first word of a message. */
const byFirstWord = (_topic: string, message: Uint8Array): GossipVerdict => {
  const [word = ''] = text(message).split(' ')
  return word === 'reject' || word === 'ignore' ? word : 'accept'
}

function hears(host: TestHost): string[] {
  const heard: string[] = []
  host.gossip.onMessage((_, message) => void heard.push(text(message)))
  return heard
}

async function meshed(...hosts: TestHost[]): Promise<void> {
  for (const host of hosts) host.gossip.subscribe(TOPIC)
  for (let i = 1; i < hosts.length; i++) await connect(hosts[i] as TestHost, hosts[i - 1] as TestHost)
  const neighbours = (i: number): number => (i === 0 || i === hosts.length - 1 ? 1 : 2)
  await eventually(
    () => hosts.every((host, i) => host.gossip.subscribers(TOPIC).length >= neighbours(i)),
    'subscriptions',
  )
}

describe('gossip', () => {
  it('reaches subscribers, and what one of them rejects goes no further', async () => {
    const gossipTopics = [TOPIC]
    const [alice, bob, carol] = await Promise.all(
      ['alice', 'bob', 'carol'].map((name) => startHost(name, { gossipTopics })),
    )
    if (!alice || !bob || !carol) throw new Error('unreachable')
    for (const host of [alice, carol]) host.gossip.setValidator(() => 'accept')
    bob.gossip.setValidator(byFirstWord)
    const [atBob, atCarol] = [hears(bob), hears(carol)]
    await meshed(alice, bob, carol)
    // The mesh forms within a heartbeat or two; until carol hears alice through bob, ask again.
    let count = 0
    await eventually(async () => {
      await alice.gossip.publish(TOPIC, bytes(`hello ${count++}`))
      return atCarol.length > 0
    }, 'the first message at carol')
    for (const word of ['reject', 'ignore', 'accept'])
      await alice.gossip.publish(TOPIC, bytes(`${word} this`))
    await eventually(() => atCarol.includes('accept this'), 'the last message at carol')
    for (const heard of [atBob, atCarol]) {
      expect(heard).toContain('accept this')
      expect(heard).not.toContain('reject this')
      expect(heard).not.toContain('ignore this')
    }
  })

  it('says who passed a message on, to the validator and to the listener', async () => {
    const [alice, bob] = await Promise.all([startHost('alice'), startHost('bob')])
    const asked = Promise.withResolvers<string[]>()
    bob.gossip.setValidator((topic, _, from) => {
      asked.resolve([topic, from])
      return Promise.resolve('accept' as const)
    })
    const heard = new Promise<string[]>(
      (resolve) => void bob.gossip.onMessage((topic, _, from) => resolve([topic, from])),
    )
    await meshed(alice, bob)
    await alice.gossip.publish(TOPIC, bytes('a head'))
    expect(await within(asked.promise, 'the validator')).toEqual([TOPIC, alice.peerId])
    expect(await within(heard, 'the message')).toEqual([TOPIC, alice.peerId])
  })

  it('ignores a message whose validator fails, and goes on', async () => {
    const [alice, bob] = await Promise.all([startHost('alice'), startHost('bob')])
    bob.gossip.setValidator((_, message) => {
      if (text(message) === 'poison') throw new Error('cannot judge')
      return 'accept'
    })
    const heard = hears(bob)
    await meshed(alice, bob)
    await alice.gossip.publish(TOPIC, bytes('poison'))
    await alice.gossip.publish(TOPIC, bytes('cure'))
    await eventually(() => heard.includes('cure'), 'the cure')
    expect(heard).toEqual(['cure'])
    expect(
      bob.lines.some(({ level, message }) => level === 'warn' && message.includes('validator failed')),
    ).toBe(true)
  })

  it('is refused above 4 KiB, and published to nobody without an error', async () => {
    const alice = await startHost('alice')
    expect(await rejection(alice.gossip.publish(TOPIC, new Uint8Array(4097)))).toMatchObject({
      code: 'ERR_LIMIT',
    })
    expect(await alice.gossip.publish(TOPIC, new Uint8Array(4096))).toBe(0)
  })

  it('stops at an unsubscribed node', async () => {
    const [alice, bob] = await Promise.all([startHost('alice'), startHost('bob')])
    bob.gossip.setValidator(() => 'accept')
    await meshed(alice, bob)
    bob.gossip.unsubscribe(TOPIC)
    await eventually(() => alice.gossip.subscribers(TOPIC).length === 0, 'the unsubscription')
    expect(bob.gossip.topics()).toEqual([])
  })
})
