/** Runs `swarm-peer.ts` in a network namespace and talks with it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { NamespaceHost } from './namespaces.ts'
import { NODE_FLAGS } from '../helpers/node-flags.ts'

const program = fileURLToPath(new URL('swarm-peer.ts', import.meta.url))
const deadlineMs = 60_000

export interface PeerSetting {
  network: string
  /** Seed of the node key, 32 bytes in hex. */
  nodeKey: string
  /** The fence that it holds, 32 bytes in hex. */
  prologue: string
  roster: string[] | 'all'
  listen: string
}

export type PeerCommand =
  | { do: 'where' }
  | { do: 'dial'; address: string }
  | { do: 'publish'; text: string }
  | { do: 'seen' }
  | { do: 'roster'; roster: string[] | 'all'; prologue?: string }
  /** Holds out an invitation at the door that it names. */
  | { do: 'redeem'; invite: string; times: number }
  /** Asks at a door for what is new, with this signing key (hex) and its own node key. */
  | { do: 'catch-up'; swarm: string; address: string; secret: string; times: number }
  /** Dials and opens one protocol after another; `wishes` are those of every host when not given. */
  | { do: 'attack'; address: string; peerId: string; times: number; wishes?: string[] }

export interface Seen {
  heard: string[]
  visitors: string[]
  peers: string[]
  /** When the last connection with a peer ended, unix time in ms. */
  left: Record<string, number>
}

export interface PeerProcess {
  name: string
  peerId: string
  address: string
  tell<T = unknown>(command: PeerCommand): Promise<T>
  seen(): Promise<Seen>
  stop(): Promise<void>
}

type Waiting = { resolve(answer: unknown): void; reject(error: Error): void }

export async function startPeer(
  host: NamespaceHost,
  setting: Omit<PeerSetting, 'listen'>,
): Promise<PeerProcess> {
  const [command = '', ...before] = host.via
  const listen = `/ip4/${host.ip}/tcp/0`
  const args = [...before, process.execPath, ...NODE_FLAGS, program, JSON.stringify({ ...setting, listen })]
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const waiting = new Map<number, Waiting>()
  const ready = Promise.withResolvers<void>()
  const exited = once(child, 'exit').then(() => {
    const error = new Error(`${host.name} has ended`)
    ready.reject(error)
    for (const { reject } of waiting.values()) reject(error)
  })
  createInterface({ input: child.stdout }).on('line', (line) => {
    const said = JSON.parse(line) as { ready?: true; id: number; answer?: unknown; error?: string }
    if (said.ready) return ready.resolve()
    const one = waiting.get(said.id)
    waiting.delete(said.id)
    if (said.error === undefined) one?.resolve(said.answer)
    else one?.reject(new Error(`${host.name}: ${said.error}`))
  })
  let next = 0
  const tell = <T>(order: PeerCommand): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      const id = next++
      const timer = setTimeout(
        () => reject(new Error(`${host.name} did not ${order.do} in time`)),
        deadlineMs,
      )
      const settle =
        <A>(end: (value: A) => void) =>
        (value: A): void => {
          clearTimeout(timer)
          end(value)
        }
      waiting.set(id, { resolve: settle(resolve as (value: unknown) => void), reject: settle(reject) })
      child.stdin.write(`${JSON.stringify({ id, command: order })}\n`)
    })
  await ready.promise
  const where = await tell<{ peerId: string; address: string }>({ do: 'where' })
  return {
    ...where,
    name: host.name,
    tell,
    seen: () => tell({ do: 'seen' }),
    async stop() {
      child.stdin.end()
      const force = setTimeout(() => child.kill('SIGKILL'), 5000)
      await exited
      clearTimeout(force)
    },
  }
}
