/** Run as a process by host.test.ts: dials the address of its argument, stops, and must then end without process.exit. */
import { MemoryBlockstore } from 'blockstore-core'
import { createNetwork } from '../../src/network/index.ts'

const quiet = { debug() {}, info() {}, warn() {}, error() {} }
const host = await createNetwork(
  { blockstore: new MemoryBlockstore(), logger: quiet, nodeKey: new Uint8Array(32).fill(9) },
  { profile: 'local', listen: [], bootstrap: [], network: 'test' },
)
await host.start()
process.stdout.write(`connected to ${await host.dial(process.argv[2] ?? '')}\n`)
await host.stop()
