/** The Go peer of `go-peer/main.go`. */
import { buildGo, pathOf, type GoProgram } from './go-program.ts'
import { startJsonPeer, type JsonPeer } from './json-peer.ts'

export { goIsMissing } from './go-program.ts'

const PROGRAM: GoProgram = { module: 'go-peer', package: '.', name: 'go-peer' }

export interface GoAnswer {
  error?: string
  address?: string
  roots?: string[]
  cids?: string[]
}

export type GoPeer = JsonPeer<GoAnswer>

/** @throws when it does not build */
export const buildGoPeer = (): void => buildGo(PROGRAM)

/** @param swarmKey path of the key of a private network */
export function startGoPeer(swarmKey?: string): Promise<GoPeer> {
  return startJsonPeer<GoAnswer>(pathOf(PROGRAM), swarmKey === undefined ? [] : [swarmKey], 1)
}
