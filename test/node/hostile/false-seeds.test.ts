// A publisher with a program of his own, and a node that mirrors a topic: cubes that never come whole, and cubes about something else.
import { MemoryBlockstore } from 'blockstore-core'
import { expect, onTestFinished, test } from 'vitest'
import { keyPairFromSecret } from '../../../src/core/identity/index.ts'
import { createNetwork, type Channel } from '../../../src/network/index.ts'
import type { MemCubeNode } from '../../../src/node/index.ts'
import {
  announceTopics,
  createHandshake,
  createHelloProfile,
  SYNC_PROTOCOL,
} from '../../../src/protocols/index.ts'
import { encodeMessage, parseClientMessage, type Want } from '../../../src/protocols/sync/messages.ts'
import { planPack } from '../../../src/protocols/sync/plan-pack.ts'
import type { HeadItem } from '../../../src/protocols/sync/ports.ts'
import { writePack } from '../../../src/protocols/sync/write-pack.ts'
import { temporaryNode } from '../../helpers/temporary-home.ts'
import { SampleCube } from '../../protocols/sample.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {} }
const deadlineMs = 60_000

/** Offers cubes under a topic, and hangs up after some frames of each. */
class FalsePublisher {
  readonly #cubes = new Map<string, SampleCube>()
  /** Wants so far, by cube. */
  readonly wanted: string[] = []
  #heard = Promise.withResolvers<void>()

  async add(name: string, memories: number, memoryBytes: number): Promise<void> {
    const author = keyPairFromSecret(crypto.getRandomValues(new Uint8Array(32)))
    const cube = new SampleCube({ author, name })
    const texts = Array.from({ length: memories }, (_, at) => [
      `n/${at}`,
      `${name} ${at} `.padEnd(memoryBytes, '.'),
    ])
    await cube.commit(Object.fromEntries(texts) as Record<string, string>)
    this.#cubes.set(cube.id.toString(), cube)
  }

  /** Waits until so many packs were asked for. */
  async hears(wants: number): Promise<void> {
    const deadline = AbortSignal.timeout(deadlineMs)
    while (this.wanted.length < wants) {
      deadline.throwIfAborted()
      await Promise.race([
        this.#heard.promise,
        new Promise((resolve) => deadline.addEventListener('abort', resolve)),
      ])
    }
  }

  async serve(channel: Channel, frames: number): Promise<void> {
    for (;;) {
      const frame = await channel.read()
      if (frame === undefined) return
      const message = parseClientMessage(frame)
      if (message.type === 'heads') {
        const asked = message.cubes?.map(String)
        const items = [...this.#cubes].flatMap(([id, cube]) =>
          asked === undefined || asked.includes(id) ? [this.#item(cube)] : [],
        )
        await channel.write(encodeMessage({ type: 'found', items: items.slice(0, 64) }))
      }
      if (message.type === 'want') return this.#give(channel, message, frames)
    }
  }

  #item(cube: SampleCube): HeadItem {
    const { bytes: head } = cube.head(1, { expires: Date.now() + 86_400_000 })
    return { genesis: cube.genesis.bytes, head, hint: { topics: ['harbour'], memories: 1 } }
  }

  async #give(channel: Channel, want: Want, frames: number): Promise<void> {
    const cube = this.#cubes.get(want.cube.toString())
    if (cube === undefined) return
    this.wanted.push(want.cube.toString())
    this.#heard.resolve()
    this.#heard = Promise.withResolvers()
    const plan = await planPack(cube.store, want, async () => [cube.tip.cid])
    let left = frames
    for await (const step of writePack(cube.store, want.commit, plan)) {
      if (step.type === 'offer') {
        await channel.write(encodeMessage({ type: 'offer', ...step.totals }))
        if (left === frames) await channel.read()
      }
      if (step.type === 'frame' && left-- > 0) await channel.write(step.frame)
      if (left <= 0) break
    }
    // What was sent arrives; the rest never does.
    await channel.close()
  }
}

async function connected(victim: MemCubeNode, publisher: FalsePublisher, frames: number): Promise<void> {
  const host = await createNetwork(
    { blockstore: new MemoryBlockstore(), logger: silent, nodeKey: new Uint8Array(32).fill(9) },
    { profile: 'local', listen: [], bootstrap: [], network: 'main', gossipTopics: announceTopics('main') },
  )
  onTestFinished(() => host.stop())
  const handshake = createHandshake({
    network: host,
    logger: silent,
    now: () => Date.now(),
    random: (length) => crypto.getRandomValues(new Uint8Array(length)),
    profile: createHelloProfile({ network: 'main', agent: 'eve/1' }),
  })
  handshake.start()
  host.handle(SYNC_PROTOCOL, (channel) => publisher.serve(channel, frames))
  await host.start()
  await host.dial(victim.addresses()[0] ?? '')
  await handshake.agreementFor(victim.peerId)
}

test(
  'cubes that never come whole leave no more than one of them, and nothing that is here gives way',
  { timeout: 180_000 },
  async () => {
    const harbour = await temporaryNode('harbour', { network: {}, daemon: true })
    const alice = await temporaryNode('alice', { network: {} })
    await alice.call('create', { name: 'tides', topics: ['harbour'] })
    await alice.call('add', { cube: 'tides', key: 'n/1', text: 'High water at seven.' })
    const { cube } = await alice.call('publish', { cube: 'tides' })
    await harbour.call('connect', { address: alice.addresses()[0] })
    const maxBytes = 60_000_000
    await harbour.call('config-set', { key: 'cache.maxBytes', values: [String(maxBytes)] })
    await harbour.call('seed-add', { what: 'harbour', maxBytes })
    await expect
      .poll(async () => (await harbour.call('list', {})).cubes.map((one) => one.cube), { timeout: 30_000 })
      .toEqual([cube])

    const eve = new FalsePublisher()
    for (let at = 0; at < 6; at++) await eve.add(`never ${at}`, 160, 16_000)
    await connected(harbour, eve, 36)
    await eve.hears(6)
    // The round after it: what was begun is counted, and decided of.
    await harbour.call('seed-add', { what: 'harbour', maxBytes: maxBytes - 1 })
    await expect
      .poll(async () => (await harbour.call('status', {})).cache.usedBytes, { timeout: 30_000 })
      .toBeLessThan(3_000_000)
    expect((await harbour.call('list', {})).cubes.map((one) => one.cube)).toEqual([cube])
    expect((await harbour.call('seed-list', {})).seeds).toMatchObject([{ cubes: 1 }])
    expect(new Set(eve.wanted).size).toBe(6)
  },
)
