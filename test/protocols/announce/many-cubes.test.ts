// A node that follows many cubes beside a peer: what it asks grows with the cubes by pages, never by questions at once.
import { expect, it, onTestFinished } from 'vitest'
import { ANNOUNCE_LIMITS } from '../../../src/protocols/announce/limits.ts'
import { createAnnounce } from '../../../src/protocols/announce/service.ts'
import type { AnnounceDeps } from '../../../src/protocols/interface.ts'
import { NOW, SampleCube } from '../sample.ts'

const many = 200
const cubes = Array.from({ length: many }, (_, i) => new SampleCube({ name: `notes-${i}` }))

/** What announce is given of the world: a peer that agrees when it is told to, and takes a turn for each answer. */
function world() {
  const asked: string[][] = []
  let atOnce = 0
  let most = 0
  let agree: ((peerId: string, agreement: object) => void) | undefined
  const nothing = (): (() => void) => () => {}
  const gossip = { setValidator() {}, subscribe() {}, unsubscribe() {}, publish: async () => 0 }
  const deps = {
    network: { gossip, onIdentify: nothing, onDisconnect: nothing },
    handshake: { onAgreed: (listener: typeof agree) => ((agree = listener), () => {}) },
    sync: {
      async heads(_peerId: string, query: { cubes: { toString(): string }[] }) {
        most = Math.max(most, ++atOnce)
        asked.push(query.cubes.map(String))
        await new Promise((resolve) => setImmediate(resolve))
        atOnce--
        return { items: [] }
      },
    },
    ports: { pullHead: async () => 'failed', observed() {}, delivered() {} },
    networkName: 'test',
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    now: () => NOW,
  }
  const announce = createAnnounce(deps as unknown as AnnounceDeps)
  announce.start()
  onTestFinished(() => announce.stop())
  return {
    announce,
    asked,
    most: () => most,
    agree: (peerId: string) =>
      agree?.(peerId, {
        versions: { announce: 1 },
        features: [],
        schemas: { 'memcube/cube': { result: 'full' } },
      }),
    follow(): void {
      for (const { id, genesis } of cubes) announce.follow({ cube: id, genesis: genesis.bytes, marks: [] })
    },
    /** Until all cubes were named. */
    async settled(): Promise<void> {
      while (new Set(asked.flat()).size < many) await new Promise((resolve) => setImmediate(resolve))
    },
  }
}

const pages = Math.ceil(many / ANNOUNCE_LIMITS.cubesPerAsk)

it('a peer that connects is asked about all followed cubes in pages, one question at a time', async () => {
  const { agree, asked, follow, most, settled } = world()
  follow()
  agree('bob')
  await settled()
  expect(asked.length).toBe(pages)
  expect(most()).toBe(1)
})

it('cubes that are followed while a peer is there are asked about together', async () => {
  const { agree, asked, follow, most, settled } = world()
  agree('bob')
  follow()
  await settled()
  // The first of them alone, because it came first.
  expect(asked.length).toBeLessThanOrEqual(pages + 1)
  expect(most()).toBe(1)
})
