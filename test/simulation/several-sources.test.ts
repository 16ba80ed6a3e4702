/**
 * A pull from several sources in virtual time: each sends so many blocks a second, and some lie, stall, end or are busy. What is
 * chosen, cut, taken and given anew is the real thing; fixed seeds.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Block } from '../../src/core/codec/index.ts'
import { idToCid } from '../../src/core/tree/index.ts'
import { memoryKey, ProtocolError } from '../../src/protocols/index.ts'
import type { PackIntake } from '../../src/protocols/sync/incoming.ts'
import type { Want } from '../../src/protocols/sync/messages.ts'
import { planPack } from '../../src/protocols/sync/plan-pack.ts'
import { PullJob } from '../../src/protocols/sync/pull-job.ts'
import { BusySource, SeveralSources, type OpenShares } from '../../src/protocols/sync/several-sources.ts'
import { memoryBlock, SampleCube, SampleReceiver } from '../protocols/sample.ts'
import { dice } from './world.ts'

const COUNT = 3_000
const STEP_MS = 100

type Fault = 'none' | 'lies' | 'stalls' | 'ends' | 'is busy'

interface Source {
  name: string
  blocksPerStep: number
  fault: Fault
  /** Blocks that it sends before its fault shows. */
  faultAfter: number
}

let cube: SampleCube
let ofMemories: Set<string>

beforeAll(async () => {
  cube = new SampleCube()
  const text = (i: number): string => `note ${i} `.padEnd(700, 'abc def ')
  const texts = Array.from({ length: COUNT }, (_, i) => text(i))
  await cube.commit(Object.fromEntries(texts.map((body, i) => [`notes/${i}`, body])))
  ofMemories = new Set(texts.map((body) => memoryKey(memoryBlock(body).cid)))
})

/** What an honest server sends for a want. */
async function packOf(want: Want): Promise<Block[]> {
  const { commits, nodes, memories } = await planPack(cube.store, want, () => Promise.resolve([cube.tip.cid]))
  const blockOf = (id: string): Block => ({ cid: idToCid(id), bytes: cube.store.get(idToCid(id))! })
  return [...commits, ...nodes, ...memories.map(blockOf)]
}

/** Time that passes when everybody has done what can be done now. */
class World {
  nowMs = 1
  #sleepers: { atMs: number; wake(): void }[] = []

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const sleeper = { atMs: this.nowMs + ms, wake: resolve }
      this.#sleepers.push(sleeper)
      const end = (): void => {
        this.#sleepers = this.#sleepers.filter((one) => one !== sleeper)
        reject(signal.reason as Error)
      }
      if (signal.aborted) end()
      else signal.addEventListener('abort', end, { once: true })
    })
  }

  async run(isOver: () => boolean, tick: () => void): Promise<void> {
    for (let steps = 0; !isOver(); steps++) {
      if (steps > 10_000) throw new Error('the pull goes on for ever')
      for (let turn = 0; turn < 5; turn++) await nextTurn()
      this.nowMs += STEP_MS
      const due = this.#sleepers.filter(({ atMs }) => atMs <= this.nowMs)
      this.#sleepers = this.#sleepers.filter(({ atMs }) => atMs > this.nowMs)
      for (const { wake } of due) wake()
      tick()
    }
  }
}

interface Outcome {
  ms: number
  blocks: Map<string, number>
  failed: string[]
  receiver: SampleReceiver
}

/** Pulls of the first one and, in shares, of the others. */
async function pull([first, ...others]: Source[]): Promise<Outcome> {
  const world = new World()
  const receiver = new SampleReceiver()
  const failed: string[] = []
  const giving = new AbortController()
  const sent = new Map<string, number>()

  const send = async (
    source: Source,
    want: Want,
    intake: PackIntake,
    signal: AbortSignal,
    paced: (pace: { bytes: number; isSlow: boolean }) => void,
  ): Promise<{ blocks: number; bytes: number }> => {
    if (source.fault === 'is busy') throw new BusySource('ERR_LIMIT', 'too many packs')
    const pack = await packOf(want)
    const bytes = pack.reduce((sum, block) => sum + block.bytes.length + 40, 0)
    const offer = { blocks: pack.length, bytes }
    expect(await intake.mayAccept(offer)).toBeUndefined()
    const got = { blocks: 0, bytes: 0 }
    let paceMs = world.nowMs
    let paceBytes = 0
    let heardMs = world.nowMs
    while (got.blocks < pack.length) {
      await world.sleep(STEP_MS, signal)
      const isFaulty = source.fault !== 'none' && (sent.get(source.name) ?? 0) >= source.faultAfter
      if (isFaulty && source.fault === 'ends')
        throw new ProtocolError('ERR_ABORTED', 'the peer ended the stream')
      const isStalled = isFaulty && source.fault === 'stalls'
      const blocks = isStalled ? [] : pack.slice(got.blocks, got.blocks + source.blocksPerStep)
      for (const block of blocks) {
        const isLie = isFaulty && source.fault === 'lies' && ofMemories.has(memoryKey(block.cid))
        const given = isLie ? { cid: block.cid, bytes: Uint8Array.from(block.bytes).fill(7, 40, 44) } : block
        if (intake.take(given)) receiver.put(given)
        got.blocks++
        got.bytes += block.bytes.length + 40
        sent.set(source.name, (sent.get(source.name) ?? 0) + 1)
      }
      if (blocks.length > 0) heardMs = world.nowMs
      if (world.nowMs - heardMs >= 30_000)
        throw new ProtocolError('ERR_TIMEOUT', 'the peer sent too little for 30 s')
      intake.arrived(got, offer)
      if (world.nowMs - paceMs < 2_000) continue
      paced({ bytes: got.bytes, isSlow: got.bytes - paceBytes < 128 * 1024 })
      paceMs = world.nowMs
      paceBytes = got.bytes
    }
    return got
  }

  const open: OpenShares = async (peerId, signal, use) => {
    await world.sleep(STEP_MS, signal)
    const source = others.find(({ name }) => name === peerId)!
    return use({ pullShare: (want, intake, paced) => send(source, want, intake, signal, paced) })
  }
  const flip = receiver.flip.bind(receiver)
  const request = { cube: cube.id, commit: cube.tip.cid, genesis: cube.genesis.bytes, flip }
  const job = await PullJob.begin(receiver, request, {})
  const several = new SeveralSources(job, first!.name, {
    receiver,
    now: () => world.nowMs,
    signal: new AbortController().signal,
    others: { peers: () => others.map(({ name }) => name), failed: (peerId) => void failed.push(peerId) },
    open,
    flush: () => Promise.resolve(),
  })
  let isOver = false
  const pulled = (async (): Promise<void> => {
    const all = send(first!, job.want(), several.firstIntake(), giving.signal, (pace) => several.paced(pace))
    await several.until(all.then(() => undefined))
    giving.abort(new Error('over'))
    await several.stop()
    several.tellOfFirst()
    await job.finish(several.sources())
  })().finally(() => (isOver = true))
  pulled.catch(() => undefined)
  await world.run(
    () => isOver,
    () => several.look(),
  )
  await pulled
  return { ms: world.nowMs, blocks: sent, failed, receiver }
}

const honest = (name: string, blocksPerStep = 20): Source => ({
  name,
  blocksPerStep,
  fault: 'none',
  faultAfter: 0,
})

describe('a pull from several sources, in virtual time', () => {
  it('of three that are alike takes less than half as long as from one', async () => {
    const one = await pull([honest('a')])
    const three = await pull([honest('a'), honest('b'), honest('c')])
    expect(one.ms / three.ms).toBeGreaterThan(2)
    expect(Math.max(...three.blocks.values()) / Math.min(...three.blocks.values())).toBeLessThan(1.6)
  })

  it('takes no longer where one of them is much slower than the others', async () => {
    const two = await pull([honest('a'), honest('b')])
    const three = await pull([honest('a'), honest('b'), honest('c', 1)])
    expect(three.ms).toBeLessThan(two.ms * 1.1)
  })

  it('is whole where all but one stall, whichever that is', async () => {
    const stalls = (name: string): Source => ({ ...honest(name), fault: 'stalls', faultAfter: 500 })
    const { receiver, ms } = await pull([stalls('a'), stalls('b'), honest('c'), stalls('d')])
    expect(receiver.flips[0]?.count).toBe(COUNT)
    const alone = await pull([honest('c')])
    expect(ms, 'a stalled one is known within seconds').toBeLessThan(alone.ms + 10_000)
  })

  it.each(Array.from({ length: 24 }, (_, seed) => seed))(
    'is whole as long as one of the others is honest, and names nobody who is (seed %i)',
    async (seed) => {
      const random = dice(seed)
      const faults: Fault[] = ['none', 'lies', 'stalls', 'ends', 'is busy']
      const pick = (): Fault => faults[Math.floor(random() * faults.length)]!
      const some = (least: number, most: number): number => least + Math.floor(random() * (most - least))
      const others = Array.from({ length: some(1, 6) }, (_, i): Source => {
        return { name: `other ${i}`, blocksPerStep: some(3, 60), fault: pick(), faultAfter: some(0, 900) }
      })
      others[some(0, others.length)]!.fault = 'none'
      const first: Source = {
        name: 'first',
        blocksPerStep: some(5, 60),
        fault: pick(),
        faultAfter: some(600, 2_500),
      }
      if (first.fault === 'is busy') first.fault = 'none'
      const { receiver, failed } = await pull([first, ...others])
      expect(receiver.flips.map(({ count }) => count)).toEqual([COUNT])
      const honestOnes = [first, ...others].filter(({ fault }) => fault !== 'lies' && fault !== 'ends')
      const blamed = honestOnes.filter(({ name, fault }) => fault !== 'stalls' && failed.includes(name))
      expect(blamed).toEqual([])
      expect(new Set(failed).size, 'nobody is asked again after a fault').toBe(failed.length)
    },
  )
})
