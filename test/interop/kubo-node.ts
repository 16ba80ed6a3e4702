/** Kubo itself, 0.43.1: built of the modules in `kubo/`, each node with a repo of its own, and no word to anybody unless told to. */
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { buildGo, goIsMissing, pathOf, type GoProgram } from './go-program.ts'

const run = promisify(execFile)
const KUBO: GoProgram = { module: 'kubo', package: 'github.com/ipfs/kubo/cmd/ipfs', name: 'ipfs' }

const startMs = 60_000
const stopMs = 10_000

/** Why there is none: it takes minutes to build the first time. @param command what builds it */
export const kuboIsNotBuilt = (command: string): string | undefined =>
  goIsMissing ?? (process.env['MEMCUBE_KUBO'] === 'build' ? undefined : `\`npm run ${command}\` builds it`)

export const buildKubo = (): void => buildGo(KUBO)

/** It knows nobody, asks nobody, and listens to its own command line alone. */
const ALONE: Record<string, unknown> = {
  Bootstrap: [],
  'AutoConf.Enabled': false,
  'AutoTLS.Enabled': false,
  'DNS.Resolvers': {},
  'Routing.DelegatedRouters': [],
  'Ipns.DelegatedPublishers': [],
  'Discovery.MDNS.Enabled': false,
  'Routing.Type': 'none',
  // A port that is free; the repo says which.
  'Addresses.API': '/ip4/127.0.0.1/tcp/0',
  'Addresses.Gateway': [],
  'Addresses.Swarm': [],
}

export interface KuboNode {
  peerId: string
  /** Of its RPC, on the loopback of where it runs. */
  url: string
  /** One command of `ipfs` that must succeed. @returns what it printed */
  ipfs(...args: string[]): Promise<string>
  stop(): Promise<void>
}

/**
 * @param repo a folder that does not exist yet
 * @param settings of its config, in place of those of a node that is alone
 * @param via puts it elsewhere, e.g. into a network namespace
 */
export async function startKuboNode(
  repo: string,
  settings: Record<string, unknown> = {},
  via: readonly string[] = [],
): Promise<KuboNode> {
  const env = { ...process.env, IPFS_PATH: repo, IPFS_TELEMETRY: 'off' }
  const commandLine = (args: readonly string[]): [string, string[]] => {
    const [command = '', ...rest] = [...via, pathOf(KUBO), ...args]
    return [command, rest]
  }
  const ipfs = async (...args: string[]): Promise<string> => {
    const options = { env, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const
    return (await run(...commandLine(args), options)).stdout
  }
  await ipfs('init', '--profile', 'test')
  for (const [key, value] of Object.entries({ ...ALONE, ...settings }))
    await ipfs('config', '--json', key, JSON.stringify(value))
  const child = spawn(...commandLine(['daemon']), { env, stdio: ['ignore', 'pipe', 'pipe'] })
  await isReady(child)
  const [, host, , port] = (await readFile(join(repo, 'api'), 'utf8')).trim().split('/').slice(1)
  return {
    peerId: (await ipfs('config', 'Identity.PeerID')).trim(),
    url: `http://${host}:${port}`,
    ipfs,
    stop: () => stopped(child),
  }
}

/** @throws with what it said, where it ends or is not ready in time */
function isReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = ''
    const fail = (): void => {
      child.kill('SIGKILL')
      reject(new Error(`Kubo is not ready: ${said.slice(-2_000)}`))
    }
    const timer = setTimeout(fail, startMs)
    child.once('exit', fail)
    const hear = (chunk: Buffer): void => {
      said = (said + chunk.toString()).slice(-10_000)
      if (!said.includes('Daemon is ready')) return
      clearTimeout(timer)
      child.off('exit', fail)
      resolve()
    }
    child.stdout?.on('data', hear)
    child.stderr?.on('data', hear)
  })
}

/** Ends a program in order, and by force where it does not. */
export async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), stopMs)
  await ended
  clearTimeout(timer)
}
