/** Real hosts on loopback for the tests of this folder: alice, bob, carol; each is stopped when its test is over. */
import { MemoryBlockstore } from 'blockstore-core'
import { onTestFinished } from 'vitest'
import {
  createNetwork,
  type ConnectedPeer,
  type NetworkConfig,
  type NetworkDeps,
  type NetworkHost,
  type NetworkLogger,
} from '../../src/network/index.ts'

const DEADLINE_MS = 120_000

type Line = { level: string; fields: Record<string, unknown>; message: string }

export interface TestHost extends NetworkHost {
  store: MemoryBlockstore
  lines: Line[]
  /** Where it can be dialled; empty before the start and kept after the stop. */
  address: string
}

/** A logger that keeps what it was told. */
export function keepingLogger(lines: Line[] = []): NetworkLogger & { lines: Line[] } {
  const at = (level: string) => (fields: object, message: string) =>
    void lines.push({ level, fields: { ...fields }, message })
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

/** The same name gives the same peer id. */
export async function createHost(
  name: string,
  config: Partial<NetworkConfig> = {},
  deps: Partial<NetworkDeps> = {},
): Promise<TestHost> {
  const store = new MemoryBlockstore()
  const logger = keepingLogger()
  const nodeKey = new Uint8Array(32).fill(name.charCodeAt(0))
  const host = await createNetwork(
    { blockstore: store, logger, nodeKey, ...deps },
    { profile: 'local', listen: [], bootstrap: [], network: 'test', ...config },
  )
  onTestFinished(() => host.stop())
  return Object.assign(host, { store, lines: logger.lines, address: '' })
}

export async function startHost(
  name: string,
  config: Partial<NetworkConfig> = {},
  deps: Partial<NetworkDeps> = {},
): Promise<TestHost> {
  const host = await createHost(name, config, deps)
  await host.start()
  host.address = host.addresses()[0] ?? ''
  return host
}

/** Dials, and waits until both sides know what the other speaks. */
export async function connect(from: TestHost, to: TestHost): Promise<void> {
  const both = [identified(from, to.peerId), identified(to, from.peerId)]
  await from.dial(to.address)
  await within(Promise.all(both), 'identify')
}

function identified(host: NetworkHost, peerId: string): Promise<void> {
  return new Promise((resolve) => {
    const done = (peer: ConnectedPeer): void => {
      if (peer.peerId === peerId && peer.protocols.length > 0) resolve()
    }
    host.onIdentify(done)
    host.peers().forEach(done)
  })
}

/** Fails the test when the promise takes too long. */
export async function within<T>(promise: Promise<T>, what: string, ms = DEADLINE_MS): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} did not happen within ${ms} ms`)), ms)
  })
  try {
    return await Promise.race([promise, deadline])
  } finally {
    clearTimeout(timer)
  }
}

/** Asks until the answer is true, or fails. For states that nothing announces. */
export async function eventually(check: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const signal = AbortSignal.timeout(DEADLINE_MS)
  while (!(await check())) {
    if (signal.aborted) throw new Error(`${what} did not happen within ${DEADLINE_MS} ms`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** What a promise was rejected with. */
export async function rejection(
  promise: Promise<unknown>,
): Promise<Error & { code?: string; hint?: string }> {
  try {
    await promise
  } catch (error) {
    return error as Error
  }
  throw new Error('expected a rejection')
}
