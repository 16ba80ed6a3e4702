/** Eve wants packs and takes none: each costs the server a plan. */
import { expect, test } from 'vitest'
import { Pace } from '../../../src/network/index.ts'
import { SYNC_LIMITS } from '../../../src/protocols/sync/limits.ts'
import {
  encodeMessage,
  parseServerMessage,
  type ServerMessage,
} from '../../../src/protocols/sync/messages.ts'
import { PackPlaces } from '../../../src/protocols/sync/pack-places.ts'
import { serveStream } from '../../../src/protocols/sync/serve.ts'
import { channelPair, notes, NOW, SampleCube, silent } from '../sample.ts'
import { AGREEMENT, sourceOf } from './exchange.ts'

const { burst, perSecond } = SYNC_LIMITS.unusedOffers
const no = { class: 'limit', code: 'ERR_LIMIT', message: 'too much for me' } as const

/** A server, and what it says to one want after another. */
async function serverOf() {
  const cube = new SampleCube()
  await cube.commit(notes(20))
  const shared = { unused: new Pace(SYNC_LIMITS.unusedOffers), places: new PackPlaces() }
  let nowMs = NOW
  const open = async () => {
    const { left, right } = channelPair()
    const deps = { ...shared, source: sourceOf(cube), logger: silent, now: () => nowMs }
    const served = serveStream(deps, left, AGREEMENT).catch(() => undefined)
    await right.write(encodeMessage({ type: 'open', agreement: AGREEMENT }))
    const want = async (): Promise<ServerMessage> => {
      const [id, commit] = [cube.id, cube.tip.cid]
      await right.write(
        encodeMessage({ type: 'want', cube: id, commit, have: [], skip: [], nodesHeld: false }),
      )
      return parseServerMessage((await right.read())!)
    }
    return {
      want,
      refuse: () => right.write(encodeMessage({ type: 'refused', refusal: no })),
      accept: () => right.write(encodeMessage({ type: 'accept', credit: SYNC_LIMITS.creditBytes })),
      read: async () => parseServerMessage((await right.read())!),
      async close() {
        await right.close()
        await served
      },
    }
  }
  return { open, later: (ms: number) => (nowMs += ms) }
}

test('so many offers are made to who takes none, and then one now and then', async () => {
  const { open, later } = await serverOf()
  const eve = await open()
  for (let round = 0; round < burst; round++) {
    expect((await eve.want()).type).toBe('offer')
    await eve.refuse()
  }
  expect(await eve.want()).toMatchObject({ type: 'refused', refusal: { code: 'ERR_LIMIT' } })
  later(1_000 / perSecond)
  expect((await eve.want()).type).toBe('offer')
  await eve.close()
})

test('a fresh stream for each want, closed without a word, is no way round it', async () => {
  const { open } = await serverOf()
  const said: string[] = []
  for (let round = 0; round <= burst; round++) {
    const eve = await open()
    said.push((await eve.want()).type)
    await eve.close()
  }
  expect(said).toEqual([...Array.from({ length: burst }, () => 'offer'), 'refused'])
})

test('who takes what is offered may want again and again', async () => {
  const { open } = await serverOf()
  const bob = await open()
  for (let round = 0; round < 2 * burst; round++) {
    expect((await bob.want()).type).toBe('offer')
    await bob.accept()
    let message = await bob.read()
    while (message.type === 'chunk') message = await bob.read()
    expect(message.type).toBe('end')
  }
  await bob.close()
})
