/**
 * A Helia node as it comes, as a process: it serves the blocks of a CAR over bitswap, or fetches them from one that does.
 *
 *   node helia-peer.ts serve CAR FOLDER|memory            prints its address, serves until it is ended
 *   node helia-peer.ts fetch CAR FOLDER|memory ADDRESS N  fetches the first N blocks of the CAR, prints {blocks, ms}
 *
 * With a folder the blocks live in Level, as those of a memcube node do; with `memory` nothing is kept.
 */
import { readFile } from 'node:fs/promises'
import { identify } from '@libp2p/identify'
import { noise } from '@libp2p/noise'
import { ping } from '@libp2p/ping'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { CarReader } from '@ipld/car'
import { multiaddr } from '@multiformats/multiaddr'
import { MemoryBlockstore } from 'blockstore-core'
import type { Blockstore } from 'interface-blockstore'
import type { Libp2p } from 'libp2p'
import type { CID } from 'multiformats/cid'
import { loadHelia } from '../../../src/network/load-helia.ts'
import { createBlockstore, openStore } from '../../../src/storage/index.ts'

/** Blocks asked for at once; 32 is where more stopped helping. */
const CONCURRENCY = 32

const [role, car = '', where = 'memory', address = '', wanted = '0'] = process.argv.slice(2)
const blockstore: Blockstore =
  where === 'memory' ? new MemoryBlockstore() : createBlockstore(await openStore(where))
const { createHeliaLight, withLibp2pLight, withBitswap } = await loadHelia()
const helia = withBitswap(
  withLibp2pLight(createHeliaLight({ blockstore }), {
    addresses: { listen: ['/ip4/127.0.0.1/tcp/0'] },
    transports: [tcp()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    services: { identify: identify(), ping: ping() },
  }),
)
await helia.start()
const reader = await CarReader.fromBytes(await readFile(car))

if (role === 'serve') {
  for await (const { cid, bytes } of reader.blocks()) await blockstore.put(cid, bytes)
  console.log((helia.libp2p as Libp2p).getMultiaddrs()[0]?.toString())
} else {
  const cids: CID[] = []
  for await (const cid of reader.cids()) if (cids.length < Number(wanted)) cids.push(cid)
  const provider = multiaddr(address)
  await (helia.libp2p as Libp2p).dial(provider)
  const started = performance.now()
  const session = helia.blockstore.createSession(cids[0] as CID, {
    providers: [provider],
    minProviders: 1,
    maxProviders: 1,
  })
  let next = 0
  const fetchSome = async (): Promise<void> => {
    for (let cid = cids[next++]; cid !== undefined; cid = cids[next++]) {
      for await (const part of session.get(cid)) void part
    }
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, fetchSome))
  console.log(JSON.stringify({ blocks: cids.length, ms: performance.now() - started }))
  session.close()
  await helia.stop()
  process.exit(0)
}
