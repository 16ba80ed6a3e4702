// What an answer about heads may cost: eve puts keys that nobody met into it, and others still have their turns.
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { decode, encode } from '../../../src/core/codec/index.ts'
import { createGenesis, signHead } from '../../../src/core/cube/index.ts'
import { createTurns, mostTurnMs, type Turns } from '../../../src/core/turns/index.ts'
import { isKeyKnown, keyPairFromSecret, type KeyPair } from '../../../src/core/identity/index.ts'
import { Pace } from '../../../src/network/index.ts'
import type { HeadItem } from '../../../src/protocols/index.ts'
import { SYNC_LIMITS } from '../../../src/protocols/sync/limits.ts'
import { PackPlaces } from '../../../src/protocols/sync/pack-places.ts'
import { serveStream } from '../../../src/protocols/sync/serve.ts'
import { encodeMessage, parseServerMessage } from '../../../src/protocols/sync/messages.ts'
import { verifyPage } from '../../../src/protocols/sync/verify-heads.ts'
import { channelPair, keepingLogger, NOW, SampleCube } from '../sample.ts'
import { AGREEMENT, sourceOf } from './exchange.ts'

let made = 0
const somebody = (): KeyPair => keyPairFromSecret(createHash('sha256').update(`fresh ${made++}`).digest())

const cube = new SampleCube()
await cube.commit({ a: 'text' })

/** A true item of a cube of so many authors, each with a head. */
function itemOf(authors: readonly KeyPair[]): HeadItem {
  const genesis = createGenesis({
    name: 'fresh',
    authors: authors.map(({ publicKey }) => publicKey),
    visibility: 'public',
    created: NOW,
    nonce: new Uint8Array(16),
  })
  const heads = authors.map(
    ({ publicKey, secret }) =>
      signHead(
        {
          cube: genesis.cid,
          seq: 1,
          refs: { main: cube.tip.cid },
          author: publicKey,
          time: NOW,
          expires: NOW + 1_000_000,
        },
        secret,
      ).bytes,
  )
  const [head, ...others] = heads
  return { genesis: genesis.bytes, head: head!, heads: others }
}

const page = (items: number, authors: number): { items: HeadItem[] } => ({
  items: Array.from({ length: items }, () => itemOf(Array.from({ length: authors }, somebody))),
})

function counting(most = Infinity) {
  const counted = { keys: 0, steps: 0, turns: 0 }
  const work = {
    takeKey: () => ++counted.keys <= most,
    turns: { isOver: () => ++counted.steps % 10 === 0, next: async () => void counted.turns++ },
  }
  return { counted, work }
}

/** Turns of a loop in which each step of whoever asks takes a millisecond. */
function steppedLoop() {
  const loop = { nowMs: 0, waiting: [] as (() => void)[], steps: 0, mostSteps: 0 }
  const turns = createTurns({ nowMs: () => loop.nowMs, inNextTurn: (run) => void loop.waiting.push(run) })
  const step = (): void => {
    loop.nowMs++
    loop.mostSteps = Math.max(loop.mostSteps, ++loop.steps)
  }
  const stepped: Turns = {
    isOver() {
      const isOver = turns.isOver()
      if (!isOver) step()
      return isOver
    },
    next: () => turns.next().then(step),
  }
  /** As Node does: what each call leads to is done before the next one. */
  const turn = async (): Promise<void> => {
    loop.steps = 0
    for (const run of loop.waiting.splice(0)) {
      run()
      await new Promise(setImmediate)
    }
  }
  return { loop, turns: stepped, turn }
}

describe('the work that an answer about heads makes', () => {
  it('asks before each key, signature and cube whether its turn is over, and gives it up', async () => {
    const { counted, work } = counting()
    const items = page(2, 8)
    await verifyPage(items, { limit: 64 }, work)
    expect(counted).toEqual({ keys: 16, steps: 2 + 16 + 16, turns: 3 })
    await verifyPage(items, { limit: 64 }, work)
    expect(counted).toEqual({ keys: 16, steps: 34 + 2 + 16, turns: 5 })
  })

  it('is no more in a turn for the answers of many peers than for that of one', async () => {
    const authors = [somebody()]
    const { loop, turns, turn } = steppedLoop()
    const answers = Array.from({ length: 8 }, () => ({
      items: Array.from({ length: 8 }, () => itemOf(authors)),
    }))
    let read = 0
    for (const answer of answers) void verifyPage(answer, { limit: 64 }, { turns }).then(() => read++)
    for (let rounds = 0; read < answers.length && rounds < 1_000; rounds++) await turn()
    expect([read, loop.mostSteps]).toEqual([answers.length, mostTurnMs])
  })

  it('ends where the page names more new keys than are proven for one, and proves no more of them', async () => {
    const { counted, work } = counting()
    const answer = page(9, 64)
    const refused = verifyPage(answer, { limit: 64 }, work)
    await expect(refused).rejects.toMatchObject({ code: 'ERR_LIMIT' })
    expect(counted.keys).toBe(SYNC_LIMITS.maxPageKeys)
  })

  it('ends where the peer had its share, however its answers are cut', async () => {
    const pace = new Pace({ ...SYNC_LIMITS.freshKeys, burst: 10 })
    const work = { takeKey: () => pace.take('eve', NOW) !== undefined }
    const [first, second] = [page(1, 6), page(1, 6)]
    await verifyPage(first, { limit: 64 }, work)
    await expect(verifyPage(second, { limit: 64 }, work)).rejects.toMatchObject({ code: 'ERR_LIMIT' })
  })

  it('is refused when it has more heads than were asked for, and only then', async () => {
    const answer = page(2, 1)
    await expect(verifyPage(answer, { limit: 2 })).resolves.toEqual(answer)
    await expect(verifyPage(answer, { limit: 1 })).rejects.toMatchObject({ code: 'ERR_UNVERIFIABLE' })
  })

  it('leaves out what is of a later version, and is refused as that where nothing else is in it', async () => {
    const [one, other] = [itemOf([somebody()]), itemOf([somebody()])]
    const later = { ...other, head: encode({ ...decode<object>(other.head), v: 9 }) }
    expect(await verifyPage({ items: [later, one] }, { limit: 2 })).toEqual({ items: [one] })
    await expect(verifyPage({ items: [later] }, { limit: 1 })).rejects.toMatchObject({
      code: 'ERR_INCOMPATIBLE',
      refusal: { class: 'incompatible' },
    })
  })

  it('is refused when a head is altered, or lies beside the genesis of another cube', async () => {
    const [one, other] = [itemOf([somebody()]), itemOf([somebody()])]
    const altered = one.head.with(one.head.length - 3, one.head.at(-3)! ^ 1)
    for (const item of [
      { ...one, head: altered },
      { ...one, genesis: other.genesis },
    ])
      await expect(verifyPage({ items: [item] }, { limit: 1 })).rejects.toMatchObject({
        code: 'ERR_UNVERIFIABLE',
      })
  })

  it('is none for somebody who is no author, and for a cube that was not asked for', async () => {
    const [author, stranger] = [somebody(), somebody()]
    const { counted, work } = counting()
    const item = itemOf([author])
    const theirs = { ...item, head: itemOf([stranger]).head }
    await expect(verifyPage({ items: [theirs] }, { limit: 1 }, work)).rejects.toThrow('not its own')
    await expect(verifyPage({ items: [item] }, { limit: 1, cubes: [cube.id] }, work)).rejects.toThrow(
      'not asked',
    )
    expect([counted.keys, isKeyKnown(stranger.publicKey)]).toEqual([0, false])
  })
})

describe('an honest answer about heads', () => {
  it('is cut where it would be refused for what it costs', async () => {
    const all = page(6, 60).items
    const source = {
      ...sourceOf(cube),
      heads: async ({ limit }: { limit: number }) => ({ items: all.slice(0, limit), cursor: 'more' }),
    }
    const { left: server, right: puller } = channelPair()
    const deps = { source, logger: keepingLogger(), now: () => NOW, places: new PackPlaces() }
    const served = serveStream(deps, server, AGREEMENT)
    await puller.write(encodeMessage({ type: 'open', agreement: AGREEMENT }))
    await puller.write(encodeMessage({ type: 'heads', limit: 6 }))
    const answer = parseServerMessage((await puller.read())!)
    await puller.close()
    await served
    expect(answer).toMatchObject({ type: 'found', cursor: 'more' })
    expect(answer.type === 'found' && answer.items.length).toBe(3)
  })
})
