/** The mutants of all rooms. */
import { core } from './core.ts'
import { http } from './http.ts'
import { mcp } from './mcp.ts'
import type { Room } from './mutant.ts'
import { network } from './network.ts'
import { protocols } from './protocols.ts'
import { recall } from './recall.ts'
import { storage } from './storage.ts'

export const rooms: Readonly<Record<string, Room>> = {
  core,
  protocols,
  storage,
  recall,
  network,
  'interfaces/http': http,
  'interfaces/mcp': mcp,
}
