// Kubo's swarm.key: nodes on boxo and Kubo itself in a private network with the gate of a swarm, on loopback.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CID } from 'multiformats/cid'
import { beforeAll, describe, expect, test } from 'vitest'
import { formatSwarmKey } from '../../src/network/index.ts'
import type { MemCubeNode } from '../../src/node/index.ts'
import { temporaryFolder, temporaryNode } from '../helpers/temporary-home.ts'
import { blocksOfCar } from './car-blocks.ts'
import { buildGoPeer, goIsMissing, startGoPeer, type GoPeer } from './go-peer.ts'
import { installKubo, kuboIsMissing, startKubo } from './kubo-peer.ts'
import { publishNotes, type Published } from './published-cube.ts'

interface Gate {
  state: string
  addresses: string[]
  peers: { peerId: string; connected: boolean }[]
  keyFile: string
}

interface Team extends Published {
  alice: MemCubeNode
  /** The cube as a CAR. */
  car: string
  /** Lets in these. */
  letIn(...peers: string[]): Promise<Gate>
  gate(): Promise<Gate>
  keyFile: string
}

const NOBODY = '12D3KooWDpJ7As7BWAwRMfu1VU2WCqNjvq387JEYKDBj4kx6nXTN'

async function team(): Promise<Team> {
  const alice = await temporaryNode('alice', { network: {} })
  await alice.call('swarm-create', { name: 'team' })
  const published = await publishNotes(alice, 'team')
  const car = join(await temporaryFolder(), 'cube.car')
  await alice.call('export', { cube: 'team/notes', out: car, format: 'car' })
  const letIn = (...peers: string[]): Promise<Gate> =>
    alice.call('swarm-kubo-on', { swarm: 'team', peers }) as Promise<Gate>
  const gate = (): Promise<Gate> => alice.call('swarm-kubo', { swarm: 'team' }) as Promise<Gate>
  const { keyFile } = await letIn(NOBODY)
  return { ...published, alice, car, letIn, gate, keyFile }
}

async function otherKey(): Promise<string> {
  const path = join(await temporaryFolder(), 'swarm.key')
  await writeFile(path, formatSwarmKey(Uint8Array.from({ length: 32 }, (_, i) => i * 7)), { mode: 0o600 })
  return path
}

const peerIdOf = ({ ready }: GoPeer): string => ready.address?.split('/p2p/')[1] ?? ''
const addressOf = ({ addresses }: Gate): string => addresses[0] ?? ''

/** Neither does it connect for long, nor does it get a block. */
async function getsNothing(peer: GoPeer, gate: Gate, cid: string): Promise<void> {
  await peer.ask({ do: 'connect', address: addressOf(gate) }).catch(() => {})
  await expect(peer.ask({ do: 'fetch', cids: [cid], seconds: 3 })).rejects.toThrow('after 0 blocks')
}

describe.skipIf(goIsMissing !== undefined)(
  `nodes on boxo with a swarm.key${goIsMissing ? ` (${goIsMissing})` : ''}`,
  () => {
    beforeAll(() => buildGoPeer())

    test('one that is named fetches the cube, byte for byte', async () => {
      const { keyFile, letIn, gate, head, car } = await team()
      const peer = await startGoPeer(keyFile)
      await peer.ask({ do: 'connect', address: addressOf(await letIn(peerIdOf(peer))) })
      const { cids } = await peer.ask({ do: 'walk', cids: [head], seconds: 60 })
      expect((await gate()).peers).toEqual([{ peerId: peerIdOf(peer), connected: true }])
      // In the order of our file, from what came over bitswap.
      const published = (await blocksOfCar(car)).map(({ cid }) => cid.toString())
      expect([...(cids ?? [])].sort()).toEqual([...published].sort())
      const theirs = join(await temporaryFolder(), 'theirs.car')
      await peer.ask({ do: 'write', path: theirs, roots: [head], cids: published })
      expect(await readFile(theirs)).toEqual(await readFile(car))
    })

    test('one with another key, one that is not named, and one without a key get nothing', async () => {
      const { keyFile, letIn, gate, head } = await team()
      const [wrong, unnamed, plain] = [
        await startGoPeer(await otherKey()),
        await startGoPeer(keyFile),
        await startGoPeer(),
      ]
      const open = await letIn(peerIdOf(wrong), peerIdOf(plain))
      await Promise.all([wrong, unnamed, plain].map((peer) => getsNothing(peer, open, head)))
      expect((await gate()).peers.map(({ connected }) => connected)).toEqual([false, false])
    })

    test('a cube that is not shared, and all of them once the gate is shut, are not to be had', async () => {
      const { alice, keyFile, letIn, head } = await team()
      const peer = await startGoPeer(keyFile)
      const open = await letIn(peerIdOf(peer))
      const { cube: own } = (await alice.call('create', { name: 'own' })) as { cube: string }
      await peer.ask({ do: 'connect', address: addressOf(open) })
      await peer.ask({ do: 'fetch', cids: [head], seconds: 30 })
      await expect(peer.ask({ do: 'fetch', cids: [own], seconds: 3 })).rejects.toThrow('after 0 blocks')
      expect(await alice.call('swarm-kubo-off', { swarm: 'team' })).toMatchObject({
        state: 'off',
        addresses: [],
      })
      await expect(peer.ask({ do: 'connect', address: addressOf(open) })).rejects.toThrow('failed to dial')
    })
  },
)

describe.skipIf(kuboIsMissing !== undefined)(
  `Kubo with a swarm.key${kuboIsMissing ? ` (${kuboIsMissing})` : ''}`,
  () => {
    beforeAll(() => installKubo())

    test('fetches the cube when it is named, and connects with no other key', async () => {
      const { keyFile, letIn, gate, head, car } = await team()
      const kubo = await startKubo(join(await temporaryFolder(), 'kubo'), keyFile)
      const stranger = await startKubo(join(await temporaryFolder(), 'kubo'), await otherKey())
      const open = await letIn(kubo.ready.peerId ?? '', stranger.ready.peerId ?? '')
      expect(await stranger.ask({ do: 'connect', address: addressOf(open) })).not.toEqual({ code: 0 })
      expect(await kubo.ask({ do: 'connect', address: addressOf(open) })).toEqual({ code: 0 })
      expect(await kubo.ask({ do: 'pin', cid: head }, 120_000)).toEqual({ code: 0 })
      expect((await gate()).peers.map(({ connected }) => connected)).toEqual([true, false])
      const { blocks = [] } = await kubo.ask({ do: 'blocks' })
      const onDisk = new Set(blocks.map(({ sha256 }) => sha256))
      const published = await blocksOfCar(car)
      expect(published.length).toBeGreaterThan(300)
      expect(published.filter(({ cid }) => !onDisk.has(digestOf(cid)))).toEqual([])
    })
  },
)

const digestOf = (cid: CID): string => Buffer.from(cid.multihash.digest).toString('hex')
