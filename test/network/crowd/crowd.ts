/** Many real hosts in one process, made as a daemon makes its own: profile local, on loopback, entered by the first of them. */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { MemoryBlockstore } from 'blockstore-core'
import { createNetwork, type NetworkHost } from '../../../src/network/index.ts'
import { announceTopics } from '../../../src/protocols/index.ts'

export const CROWD_NETWORK = 'crowd'

/** Hosts that start or stop at a time. Each opens about twenty connections within a second of its start. */
const AT_ONCE = 4

/** How late a timer may be in a process that keeps up, and how often it is looked at. */
const MOST_LATE_MS = 25
const LOOK_MS = 25

const silent = { debug() {}, info() {}, warn() {}, error() {}, isLevelEnabled: () => false }

export interface CrowdHost {
  host: NetworkHost
  /** Runs before the host stops. */
  leave: (() => Promise<void>)[]
}

export class Crowd {
  readonly #living: CrowdHost[] = []
  readonly #bootstrap: string[] = []
  /** Where those were that left without a word. */
  readonly #ruins: Ruin[] = []
  readonly #entrances: number

  /** @param entrances how many of the first hosts are known to all that come later; they never leave */
  constructor(entrances = 1) {
    this.#entrances = entrances
  }

  get living(): readonly CrowdHost[] {
    return this.#living
  }

  /** @param prepare is given a host before it starts: what it speaks has to be known when it says so */
  async join(prepare: (one: CrowdHost) => void = () => {}): Promise<CrowdHost> {
    const host = await createNetwork(
      { blockstore: new MemoryBlockstore(), logger: silent, nodeKey: randomBytes(32) },
      {
        profile: 'local',
        listen: [],
        bootstrap: [...this.#bootstrap],
        network: CROWD_NETWORK,
        gossipTopics: announceTopics(CROWD_NETWORK),
      },
    )
    const one = { host, leave: [] }
    prepare(one)
    await host.start()
    this.#living.push(one)
    if (this.#bootstrap.length < this.#entrances) this.#bootstrap.push(...host.addresses().slice(0, 1))
    return one
  }

  /** The entrances join one after the other, then some at a time. */
  async grow(count: number, prepare?: (one: CrowdHost) => void): Promise<void> {
    let left = count
    while (left > 0 && this.#bootstrap.length < this.#entrances) {
      await this.join(prepare)
      left--
    }
    await atOnce(AT_ONCE, Array.from({ length: left }), async () => {
      await keepingUp()
      return this.join(prepare)
    })
  }

  async leave(one: CrowdHost): Promise<void> {
    const at = this.#living.indexOf(one)
    if (at !== -1) this.#living.splice(at, 1)
    for (const stop of one.leave) await stop()
    await one.host.stop()
  }

  /** Leaves without a word, as behind a router: whoever dials it is not refused and hears nothing. */
  async vanish(one: CrowdHost): Promise<void> {
    const ports = one.host.addresses().map((address) => Number(/\/tcp\/(\d+)/.exec(address)?.[1]))
    await this.leave(one)
    for (const port of ports) this.#ruins.push(await ruinAt(port))
  }

  async close(): Promise<void> {
    await atOnce(AT_ONCE, [...this.#living], (one) => this.leave(one))
    for (const { server, sockets } of this.#ruins.splice(0)) {
      server.close()
      for (const socket of sockets) socket.destroy()
    }
  }
}

/** Resolves once this process does what it has to in time: a machine for each host would not be behind because of the others. */
export async function keepingUp(): Promise<void> {
  for (let lateMs = Infinity; lateMs > MOST_LATE_MS;) {
    const beganMs = performance.now()
    await wait(LOOK_MS)
    lateMs = performance.now() - beganMs - LOOK_MS
  }
}

interface Ruin {
  server: Server
  sockets: Set<Socket>
}

async function ruinAt(port: number): Promise<Ruin> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {}).on('close', () => sockets.delete(socket))
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return { server, sockets }
}

/** Does something to each item, to so many at a time. */
export async function atOnce<T, R>(
  count: number,
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = []
  const waiting = items.entries()
  const worker = async (): Promise<void> => {
    for (const [at, item] of waiting) results[at] = await work(item)
  }
  await Promise.all(Array.from({ length: count }, worker))
  return results
}
