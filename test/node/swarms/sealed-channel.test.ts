/** Channels and gossip of two members, over hosts on loopback. */
import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { Channel, NetworkHost } from '../../../src/network/index.ts'
import { contentEpochs } from '../../../src/swarms/content-epochs.ts'
import { sealedHost } from '../../../src/swarms/sealed-host.ts'
import { connect, eventually, type TestHost } from '../../network/hosts.ts'
import { ECHO, startMember } from '../../network/swarm-members.ts'
import { epochLog, type EpochLog } from './epochs.ts'

const SEALED = '/memcube/swarm-test/sealed/1.0.0'
const TOPIC = '/memcube/swarm-test/heads/1'
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const text = (frame: Uint8Array | undefined): string => new TextDecoder().decode(frame)

interface Sealed {
  raw: TestHost
  host: NetworkHost
  log: EpochLog
  /** What was read, `end` at a proper end, and the code of the error that ended a channel. */
  read: string[]
}

async function member(name: string, epoch: number): Promise<Sealed> {
  const raw = await startMember(name, undefined, { gossipTopics: [TOPIC] })
  const log = epochLog(epoch)
  const epochs = contentEpochs(log, () => 0)
  const host = sealedHost(raw, { epochs, random: (count) => randomBytes(count), unsealed: [ECHO] })
  const read: string[] = []
  host.handle(SEALED, async (channel) => {
    try {
      for (let frame = await channel.read(); frame !== undefined; frame = await channel.read()) {
        read.push(frame.length > 100 ? `${frame.length} bytes` : text(frame))
        await channel.write(frame)
      }
      read.push('end')
    } catch (error) {
      read.push((error as { code: string }).code)
      throw error
    }
  })
  return { raw, host, log, read }
}

async function pair(epochs: [number, number]): Promise<[Sealed, Sealed]> {
  const both = await Promise.all([member('alice', epochs[0]), member('bob', epochs[1])])
  await connect(both[0].raw, both[1].raw)
  return both
}

async function ask(from: Sealed, to: Sealed, ...said: Uint8Array[]): Promise<Uint8Array[]> {
  const channel = await from.host.open(to.raw.peerId, SEALED)
  const answers: Uint8Array[] = []
  for (const frame of said) {
    await channel.write(frame)
    answers.push((await channel.read()) ?? bytes('nothing'))
  }
  await channel.close()
  expect(await channel.read()).toBeUndefined()
  return answers
}

describe('a sealed channel', () => {
  test('passes frames up to 1 MiB both ways, and its end', async () => {
    const [alice, bob] = await pair([3, 3])
    const frames = [bytes('hello'), new Uint8Array(), new Uint8Array(1024 * 1024).fill(7)]
    const answers = await ask(alice, bob, ...frames)
    for (const [at, frame] of frames.entries()) expect(Buffer.compare(answers[at]!, frame)).toBe(0)
    await eventually(() => bob.read.length === 4, 'the end')
    expect(bob.read).toEqual(['hello', '', '1048576 bytes', 'end'])
  })

  test('is of one epoch for each side: whoever is behind waits for the log', async () => {
    const [alice, bob] = await pair([4, 3])
    // Alice takes the epoch that was in force with her a moment ago; bob learns of the new one while she waits.
    alice.log.begin(5)
    bob.log.begin(4)
    const asked = ask(alice, bob, bytes('news'))
    await eventually(() => bob.raw.peers().length > 0, 'the connection')
    bob.log.begin(5)
    expect((await asked).map(text)).toEqual(['news'])
  })

  test('is refused under an epoch that was given up', async () => {
    const [alice, bob] = await pair([3, 5])
    await expect(ask(bob, alice, bytes('x'))).rejects.toMatchObject({ code: 'ERR_DENIED' })
    expect(alice.read).toEqual([])
  })

  test('that is cut before its end is an error for who reads', async () => {
    const [alice, bob] = await pair([3, 3])
    const inner: Channel[] = []
    const open = alice.raw.open.bind(alice.raw)
    alice.raw.open = async (...given) => {
      const channel = await open(...given)
      inner.push(channel)
      return channel
    }
    const channel = await alice.host.open(bob.raw.peerId, SEALED)
    await channel.write(bytes('one'))
    expect(text(await channel.read())).toBe('one')
    // The stream below is closed in order, by somebody who cannot say that this is the end.
    await inner[0]!.close()
    await eventually(() => bob.read.length === 2, 'the error')
    expect(bob.read).toEqual(['one', 'ERR_UNREACHABLE'])
  })

  test('leaves the protocols alone that bring the next epoch', async () => {
    const [alice, bob] = await pair([3, 9])
    const channel = await alice.host.open(bob.raw.peerId, ECHO)
    await channel.write(bytes('plain'))
    expect(text(await channel.read())).toBe('plain')
    await channel.close()
  })

  test('is not opened by who was not given the secret', async () => {
    const [alice, bob] = await pair([3, 3])
    alice.log.withhold(4)
    alice.log.begin(4)
    await expect(alice.host.open(bob.raw.peerId, SEALED)).rejects.toMatchObject({ code: 'ERR_DENIED' })
  })
})

describe('sealed gossip', () => {
  test('is heard by who has the secret, and ignored, without a penalty, where it cannot be opened', async () => {
    const [alice, bob] = await pair([3, 3])
    const judged: string[] = []
    const heard: string[] = []
    const raw: number[] = []
    bob.host.gossip.setValidator((_, message) => {
      judged.push(text(message))
      return 'accept'
    })
    bob.host.gossip.onMessage((_, message) => void heard.push(text(message)))
    bob.raw.gossip.onMessage((_, message) => void raw.push(message.length))
    for (const { host } of [alice, bob]) host.gossip.subscribe(TOPIC)
    await eventually(() => alice.host.gossip.subscribers(TOPIC).length > 0, 'the subscription')
    await alice.raw.gossip.publish(TOPIC, bytes('unsealed'))
    alice.log.begin(2)
    await alice.host.gossip.publish(TOPIC, bytes('too old'))
    alice.log.begin(3)
    await eventually(async () => {
      await alice.host.gossip.publish(TOPIC, new Uint8Array(4096).fill(0x61)).catch(() => 0)
      return heard.length > 0
    }, 'the largest message')
    expect(new Set([...judged, ...heard])).toEqual(new Set(['a'.repeat(4096)]))
    expect(raw.every((length) => length === 4096 + 44)).toBe(true)
  })

  test('of one text is one message', async () => {
    const [alice, bob] = await pair([3, 3])
    const sent: string[] = []
    for (const { raw } of [alice, bob]) {
      raw.gossip.publish = (_, message) => {
        sent.push(Buffer.from(message).toString('hex'))
        return Promise.resolve(0)
      }
    }
    for (const { host } of [alice, bob]) await host.gossip.publish(TOPIC, bytes('a head'))
    await bob.host.gossip.publish('/memcube/swarm-test/heads/2', bytes('a head'))
    expect(sent[0]).toBe(sent[1])
    expect(sent[2]).not.toBe(sent[1])
  })
})
