/** The mutants of all rooms. */
import { care } from './care.ts'
import { comparing } from './comparing.ts'
import { core } from './core.ts'
import { cubes } from './cubes.ts'
import { exchange } from './exchange.ts'
import { finding } from './finding.ts'
import { home } from './home.ts'
import { http } from './http.ts'
import { interfaces } from './interfaces.ts'
import { mcp } from './mcp.ts'
import { turns } from './turns.ts'
import { networkPeers } from './network-peers.ts'
import { recallServer } from './recall-server.ts'
import type { Room } from './mutant.ts'
import { network } from './network.ts'
import { node } from './node.ts'
import { page } from './page.ts'
import { protocols } from './protocols.ts'
import { recall } from './recall.ts'
import { sharing } from './sharing.ts'
import { storage } from './storage.ts'
import { swarms } from './swarms.ts'

export const rooms: Readonly<Record<string, Room>> = {
  core,
  protocols,
  'protocols/comparing': comparing,
  storage,
  recall,
  network,
  home,
  cubes,
  finding,
  sharing,
  swarms,
  care,
  exchange,
  node,
  interfaces,
  'interfaces/http': http,
  'interfaces/mcp': mcp,
  page,
  'recall/server': recallServer,
  'network/peers': networkPeers,
  'core/turns': turns,
}
