/** People behind routers, and what they wait for. */
import { writeFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import type { Daemon, Json } from '../helpers/daemon.ts'
import type { NamespaceHost } from '../swarm/namespaces.ts'

const DEADLINE_MS = 120_000

export interface Person {
  host: NamespaceHost
  home: string
  daemon: Daemon
  /** One command that must succeed. */
  done(...args: string[]): Promise<Json>
  /** Waits until status is so. @returns it, with how long it took */
  status(fits: (status: Json) => boolean, what: string): Promise<{ status: Json; ms: number }>
  /** Waits until others tell of cubes with a topic: who has just got a place says so some seconds later. @returns them */
  found(topic: string): Promise<Json[]>
}

interface Before {
  /** Of the home, set before the daemon is started. */
  settings?: Readonly<Record<string, string>>
  args?: readonly string[]
}

/** A node of profile public at the port that people use. */
export async function start(
  host: NamespaceHost,
  folder: string,
  bootstrap: readonly string[] = [],
  before: Before = {},
): Promise<Person> {
  const home = `${folder}/${host.name}`
  await host.memcube(home, ['init', '--name', host.name])
  for (const [name, value] of Object.entries(before.settings ?? {}))
    await host.done(home, 'config', 'set', name, value)
  const args = ['--profile', 'public', '--listen', '/ip4/0.0.0.0/tcp/4001', ...(before.args ?? [])]
  const daemon = await host.startDaemon(home, { bootstrap, args })
  const done = (...words: string[]): Promise<Json> => host.done(home, ...words)
  return {
    host,
    home,
    daemon,
    done,
    async found(topic) {
      const deadlineMs = Date.now() + DEADLINE_MS
      for (;;) {
        const { cubes } = await done('discover', topic)
        if (cubes.length > 0) return cubes
        if (Date.now() > deadlineMs) throw new Error(`${host.name} finds no cube of the topic ${topic}`)
        await wait(200)
      }
    },
    async status(fits, what) {
      const startedMs = Date.now()
      for (;;) {
        const status = await done('status')
        const ms = Date.now() - startedMs
        if (status.reach === null)
          throw new Error(
            `${host.name} has no daemon: ${JSON.stringify(status)} ${daemon.stderr().slice(-3000)}`,
          )
        if (fits(status)) return { status, ms }
        if (ms > DEADLINE_MS)
          throw new Error(`${host.name}: ${what} did not happen in time: ${JSON.stringify(status)}`)
        await wait(200)
      }
    },
  }
}

export function addressOf({ host, daemon }: Person): string {
  return `/ip4/${host.ip}/tcp/4001/p2p/${daemon.peerId}`
}

export const isRelayedBy =
  (relays: number) =>
  ({ reach }: Json): boolean =>
    reach.state === 'relayed' && reach.relays.length >= relays

/** Memories of about 700 bytes, none like another. @returns the file */
export function writeMemories(folder: string, count: number): string {
  const line = (at: number): string =>
    JSON.stringify({
      key: `note/${at}`,
      body: `Note ${at} of the harbour. ${'The tide turns, '.repeat(40)}${at}.`,
    })
  const file = `${folder}/memories-${count}.jsonl`
  writeFileSync(file, `${Array.from({ length: count }, (_, at) => line(at)).join('\n')}\n`)
  return file
}
