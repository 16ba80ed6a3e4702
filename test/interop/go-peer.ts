/** The Go peer of `go-peer/main.go`. */
import { buildGo, pathOf, GO_PROGRAMS } from './go-program.ts'
import { startJsonPeer, type JsonPeer } from './json-peer.ts'

export { goIsMissing } from './go-program.ts'

export interface GoAnswer {
  error?: string
  address?: string
  roots?: string[]
  cids?: string[]
}

export type GoPeer = JsonPeer<GoAnswer>

/** @throws when it does not build */
export const buildGoPeer = (): void => buildGo(GO_PROGRAMS.peer)

/** @param swarmKey path of the key of a private network */
export function startGoPeer(swarmKey?: string): Promise<GoPeer> {
  return startJsonPeer<GoAnswer>(pathOf(GO_PROGRAMS.peer), swarmKey === undefined ? [] : [swarmKey], 1)
}
