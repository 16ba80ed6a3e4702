/** Helia for one host: bitswap over libp2p, behind the store that serves and the gate that says who may exchange blocks. */
import { gateExchange } from './exchange-gate.ts'
import { guardBitswap } from './guarded-bitswap.ts'
import type { Gate } from './gater.ts'
import type { ProtocolHandlers } from './host-service.ts'
import type { NetworkDeps } from './interface.ts'
import { libp2pLogger } from './libp2p-logger.ts'
import { libp2pOptions, type OptionParts } from './libp2p-options.ts'
import { loadHelia } from './load-helia.ts'
import type { HostPlan } from './profiles.ts'
import { servingStore } from './serving-store.ts'

export async function assembleHelia(
  deps: NetworkDeps,
  plan: HostPlan,
  { gater }: Gate,
  handlers: ProtocolHandlers,
  told: Pick<OptionParts, 'onMoved' | 'isStranger'>,
) {
  const { createHeliaLight, withLibp2pLight, withBitswap } = await loadHelia()
  const light = createHeliaLight({
    blockstore: servingStore(deps.blockstore, (cid) => deps.mayServe?.(cid) ?? true),
    logger: libp2pLogger(deps.logger),
    // Helia would ask the DHT for every single block; finding providers is done here, by cube.
    routers: [{ name: 'libp2p-router', async *findProviders() {} }],
    blockBrokers: [],
    // Nobody calls the collector of Helia, so nobody needs its lock on every read.
    holdGcLock: false,
  })
  const options = await libp2pOptions({
    plan,
    deps,
    gater,
    hostService: (components) => handlers.createService(components),
    ...told,
  })
  const connected = withLibp2pLight(light, options)
  const { mayExchange } = deps
  connected.addMixin({ name: 'bitswap-guard', start: ({ libp2p }) => guardBitswap(libp2p, deps.logger) })
  // Before bitswap starts, and takes libp2p as it finds it.
  if (mayExchange !== undefined)
    connected.addMixin({ name: 'exchange-gate', start: ({ libp2p }) => gateExchange(libp2p, mayExchange) })
  return withBitswap(connected)
}
