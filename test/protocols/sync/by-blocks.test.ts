// A history that comes to light commit by commit: the receiver says how much of it is taken, before it is.
import { expect, test } from 'vitest'
import type { CID } from 'multiformats/cid'
import type { Refusal } from '../../../src/protocols/index.ts'
import { pullByBlocks } from '../../../src/protocols/sync/by-blocks.ts'
import { SampleCube, SampleReceiver } from '../sample.ts'

const full: Refusal = { class: 'denied', code: 'ERR_DENIED', message: 'there is no room' }

/** Takes so many bytes and no more. */
class Narrow extends SampleReceiver {
  readonly room: number

  constructor(room: number) {
    super()
    this.room = room
  }

  override async mayAccept(offer: { blocks: number; bytes: number }): Promise<Refusal | undefined> {
    await super.mayAccept(offer)
    return offer.bytes > this.room ? full : undefined
  }
}

async function longHistory(commits: number): Promise<SampleCube> {
  const cube = new SampleCube()
  for (let at = 0; at < commits; at++) await cube.commit({ [`log/${at}`]: `${at} `.repeat(800) })
  return cube
}

/** @returns bytes that were fetched, whether it succeeds or not */
async function pull(cube: SampleCube, receiver: SampleReceiver): Promise<{ fetched: number; error?: Error }> {
  let fetched = 0
  const fetch = async (cid: CID): Promise<Uint8Array> => {
    const bytes = cube.store.get(cid)!
    fetched += bytes.length
    return bytes
  }
  const flip = receiver.flip.bind(receiver)
  const request = { cube: cube.id, commit: cube.tip.cid, genesis: cube.genesis.bytes, flip }
  try {
    await pullByBlocks(receiver, fetch, request, {})
    return { fetched }
  } catch (error) {
    return { fetched, error: error as Error }
  }
}

test('no more is taken than the receiver has room for, however little it is', async () => {
  const cube = await longHistory(40)
  const receiver = new Narrow(32 * 1024)
  const { fetched, error } = await pull(cube, receiver)
  expect(error).toMatchObject({ code: 'ERR_DENIED', message: expect.stringContaining('no room') })
  expect(fetched).toBeGreaterThan(0)
  expect(fetched).toBeLessThanOrEqual(receiver.room)
  expect(receiver.flips).toEqual([])
})

test('a receiver with room is not asked for each commit, and one with little more than it needs takes all', async () => {
  const cube = await longHistory(150)
  const wide = new SampleReceiver()
  const { fetched } = await pull(cube, wide)
  expect(wide.flips).toHaveLength(1)
  expect(wide.offers.length).toBeLessThan(20)
  const tight = new Narrow(fetched + 64 * 1024)
  expect(await pull(cube, tight)).toEqual({ fetched })
  expect(tight.flips).toHaveLength(1)
})
