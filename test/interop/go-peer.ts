/** The Go peer of `go-peer/main.go`: built once into `.cache/`, with Go's own caches where Go keeps them. */
import { spawnSync } from 'node:child_process'
import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { startJsonPeer, type JsonPeer } from './json-peer.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const PROGRAM = join(ROOT, '.cache', 'go-peer')

export interface GoAnswer {
  error?: string
  address?: string
  roots?: string[]
  cids?: string[]
}

export type GoPeer = JsonPeer<GoAnswer>

/** Why there is no Go peer on this machine; undefined when there is. */
export const goIsMissing = spawnSync('go', ['version']).status === 0 ? undefined : 'Go is not installed'

/** @throws when it does not build; the modules come from the module proxy the first time. */
export function buildGoPeer(): void {
  // Two files of tests build it at the same time, and one may start it while the other writes.
  const draft = `${PROGRAM}.${process.pid}`
  const built = spawnSync('go', ['build', '-mod=readonly', '-o', draft, '.'], {
    cwd: join(ROOT, 'test', 'interop', 'go-peer'),
    encoding: 'utf8',
    env: { ...process.env, CGO_ENABLED: '0' },
  })
  if (built.status !== 0) throw new Error(`the Go peer does not build: ${built.stderr}`)
  renameSync(draft, PROGRAM)
}

/** @param swarmKey path of the key of a private network */
export function startGoPeer(swarmKey?: string): Promise<GoPeer> {
  return startJsonPeer<GoAnswer>(PROGRAM, swarmKey === undefined ? [] : [swarmKey], 1)
}
