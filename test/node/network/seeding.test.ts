import type { CID } from 'multiformats/cid'
import { describe, expect, it } from 'vitest'
import { cidText } from '../../../src/core/codec/index.ts'
import { topicCid } from '../../../src/core/cube/index.ts'
import { createSeeding } from '../../../src/sharing/seeding.ts'

const silent = { debug() {} }

function fakeHost() {
  const provided: string[] = []
  const taken: string[] = []
  return {
    provided,
    taken,
    provide: async (cid: CID) => void provided.push(cidText(cid)),
    unprovide: async (cid: CID) => void taken.push(cidText(cid)),
  }
}

/** A cube by the CID of a topic: any CID will do. */
function cube(i: number, ...topics: string[]) {
  return { cube: cidText(topicCid(`cube ${i}`)), info: { topics } }
}

describe('the seeding of cubes', () => {
  it('asks the host once for each CID, however many cubes there are and however often they change', async () => {
    const host = fakeHost()
    const seeding = createSeeding({ host, log: silent })
    const cubes = Array.from({ length: 300 }, (_, i) => cube(i, `topic ${i % 10}`))
    for (let round = 0; round < 3; round++)
      await Promise.all(cubes.map((record) => seeding.update(record, true)))
    expect(host.provided.length).toBe(310)
    expect(new Set(host.provided).size).toBe(310)
    expect(host.taken).toEqual([])
  })

  it('takes a topic back with the last cube that has it', async () => {
    const host = fakeHost()
    const seeding = createSeeding({ host, log: silent })
    await seeding.update(cube(1, 'maths'), true)
    await seeding.update(cube(2, 'maths'), true)
    await seeding.update(cube(1, 'maths'), false)
    expect(host.taken).toEqual([cube(1).cube])
    await seeding.update(cube(2, 'physics'), true)
    expect(host.taken).toEqual([cube(1).cube, cidText(topicCid('maths'))])
  })

  it('goes on when the host cannot say it for now', async () => {
    const host = { ...fakeHost(), provide: () => Promise.reject(new Error('nobody is there')) }
    await createSeeding({ host, log: silent }).update(cube(1, 'maths'), true)
    expect(host.taken).toEqual([])
  })
})
