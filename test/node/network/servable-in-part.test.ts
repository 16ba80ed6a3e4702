// What was found of a cube before a walk of it failed is served while the cube is public, and not longer.
import { EventEmitter } from 'node:events'
import type { CID } from 'multiformats/cid'
import { expect, it } from 'vitest'
import { encodeBlock, parseCid } from '../../../src/core/codec/index.ts'
import { signHead } from '../../../src/core/cube/index.ts'
import { keyPairFromSecret } from '../../../src/core/identity/index.ts'
import { MemCubeError } from '../../../src/core/errors.ts'
import type { Life } from '../../../src/swarms/life.ts'
import type { NodeEvents } from '../../../src/cubes/node-events.ts'
import type { CubeRecord } from '../../../src/cubes/cube-record.ts'
import { createServable } from '../../../src/sharing/servable.ts'

const alice = keyPairFromSecret(new Uint8Array(32).fill(1))

const linkTo = (name: string): CID => encodeBlock({ name }).cid

/** A published cube without history: what may be asked for is its id. */
function published(name: string): CubeRecord {
  const cube = linkTo(name)
  const fields = { cube, seq: 1, refs: { main: linkTo(`${name} main`) }, time: 1, expires: 2 }
  const { bytes } = signHead({ ...fields, author: alice.publicKey }, alice.secret)
  return {
    cube: cube.toString(),
    name,
    own: true,
    published: true,
    branch: 'main',
    head: bytes,
  } as CubeRecord
}

/** A home with cubes that can be changed, and whose commits cannot be read where they are damaged. */
function fakeHome(...records: CubeRecord[]) {
  const home = {
    records,
    damaged: new Set<string>(),
    /** What reading a damaged commit fails with. */
    failure: new MemCubeError('ERR_CORRUPT', 'a bit was flipped') as Error,
    events: new EventEmitter<NodeEvents>(),
  }

  const node = {
    events: home.events,
    log: { warn() {} },
    authors: { get: async () => undefined },
    cubes: {
      list: async () => home.records,
      async commitIfHeld(cid: CID) {
        if (home.damaged.has(cid.toString())) throw home.failure
      },
    },
  }
  const servable = createServable(node as unknown as Life)
  const change = (...now: CubeRecord[]): void => {
    home.records = now
    home.events.emit('cubeChanged', now[0] as CubeRecord)
  }
  return { home, change, mayServe: ({ cube }: CubeRecord) => servable.mayServe(parseCid(cube)) }
}

const notes = published('notes')
const other = published('other')

it('a damaged cube is served in part while it is public, and not longer', async () => {
  const { home, change, mayServe } = fakeHome(notes, other)
  home.damaged.add(linkTo('notes main').toString())
  expect([await mayServe(notes), await mayServe(other)]).toEqual([true, true])
  change(other)
  expect([await mayServe(notes), await mayServe(other)]).toEqual([false, true])
})

it('nor is what was found by a walk that failed for another reason', async () => {
  const { home, change, mayServe } = fakeHome(notes, other)
  home.damaged.add(linkTo('notes main').toString())
  home.failure = new Error('the disk is gone')
  await expect(mayServe(notes)).rejects.toThrow('the disk is gone')
  change(other)
  expect([await mayServe(notes), await mayServe(other)]).toEqual([false, true])
})
