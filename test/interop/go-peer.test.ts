// A Go peer on boxo, which knows IPFS and nothing of memcube, on loopback.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { MemCubeNode } from '../../src/node/index.ts'
import { temporaryFolder, temporaryNode } from '../helpers/temporary-home.ts'
import { buildGoPeer, goIsMissing, startGoPeer, type GoPeer } from './go-peer.ts'
import { LONG_TEXT, MEMORIES, publishNotes } from './published-cube.ts'

async function exportCar(node: MemCubeNode, cube: string): Promise<string> {
  const out = join(await temporaryFolder(), 'cube.car')
  await node.call('export', { cube, out, format: 'car' })
  return out
}

const sorted = (cids: string[] | undefined): string[] => [...(cids ?? [])].sort()
const addressOf = (node: MemCubeNode): string => node.addresses()[0] ?? ''
const codeOf = (error: unknown): unknown => (error as { code?: unknown }).code

/** A Go peer that has the blocks of a CAR. */
async function goPeerWith(car: string): Promise<GoPeer> {
  const peer = await startGoPeer()
  await peer.ask({ do: 'load', path: car })
  return peer
}

describe.skipIf(goIsMissing !== undefined)(
  `a Go peer on boxo${goIsMissing ? ` (${goIsMissing})` : ''}`,
  () => {
    beforeAll(() => buildGoPeer())

    test('reads a published cube block by block by its CIDs, and every hash holds', async () => {
      const alice = await temporaryNode('alice', { network: {} })
      const { cube, head } = await publishNotes(alice)
      const peer = await startGoPeer()
      await peer.ask({ do: 'connect', address: addressOf(alice) })
      const walked = await peer.ask({ do: 'walk', cids: [head], seconds: 60 })
      // Its own decoder found the same links as ours: nothing of the cube is out of reach, nothing else is in it.
      const exported = await peer.ask({ do: 'read', path: await exportCar(alice, cube) })
      expect(exported.roots).toEqual([head])
      expect(sorted(walked.cids)).toEqual(sorted(exported.cids))
      expect(walked.cids).toContain(cube)
    })

    test('is pulled from when it alone has the blocks of a cube', async () => {
      const alice = await temporaryNode('alice', { network: {} })
      const { cube, head, ticket } = await publishNotes(alice)
      const peer = await goPeerWith(await exportCar(alice, cube))
      await alice.close()
      const bob = await temporaryNode('bob', { network: {} })
      const pulled = await bob.call('pull', { cube: ticket, from: peer.ready.address })
      expect(pulled).toMatchObject({ cube, commit: head, memories: MEMORIES, from: 'bitswap' })
      expect(await bob.call('verify', { cube })).toMatchObject({ ok: true, problems: [] })
      expect(await bob.call('get', { cube, key: 'long' })).toMatchObject({ body: LONG_TEXT, verified: true })
    })

    test('writes the CAR that we write, and reads ours, byte for byte', async () => {
      const alice = await temporaryNode('alice', { network: {} })
      const { cube } = await publishNotes(alice)
      const ours = await exportCar(alice, cube)
      const peer = await startGoPeer()
      const { roots, cids } = await peer.ask({ do: 'load', path: ours })
      const theirs = join(await temporaryFolder(), 'theirs.car')
      await peer.ask({ do: 'write', path: theirs, roots, cids })
      expect(await readFile(theirs)).toEqual(await readFile(ours))
    })

    test('is refused when it serves wrong bytes, and nothing of them is kept', async () => {
      const alice = await temporaryNode('alice', { network: {} })
      const { cube, ticket } = await publishNotes(alice)
      const peer = await goPeerWith(await exportCar(alice, cube))
      await peer.ask({ do: 'spoil' })
      await alice.close()
      const bob = await temporaryNode('bob', { network: {} })
      const failure = await bob.call('pull', { cube: ticket, from: peer.ready.address }).catch(codeOf)
      // Bitswap names no block it sends: false bytes are a block that nobody asked for, and the one asked for never comes.
      expect(failure).toBe('ERR_TIMEOUT')
      expect(await bob.call('list', {})).toEqual({ cubes: [] })
      expect(await bob.call('fsck', {})).toMatchObject({ ok: true, checked: 0 })
    })
  },
)
