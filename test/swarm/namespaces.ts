/**
 * Hosts as network namespaces: each has an address of its own and one wire into a switch that leads nowhere else.
 *
 * The switch is a namespace too, so nothing of the machine's own network is touched, and removing the namespaces removes
 * everything. It is the gateway and the name server that each host is told of, so that what a program sends to the outside
 * is really sent and can be captured; nothing forwards or answers it.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { randomBytes, randomInt } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { doneVia, memcube, startDaemon, type Daemon, type Json, type Ran } from '../helpers/daemon.ts'
import { packetsIn, type Packet } from './packets.ts'

const deadlineMs = 10_000
/** Administratively scoped multicast: needs no ARP, and no program of ours uses it. */
const MARK_GROUP = '239.255.83.83'

export interface NamespaceHost {
  readonly name: string
  readonly ip: string
  /** Ethernet address of its wire. */
  readonly mac: string
  readonly namespace: string
  /** Puts a program into this host: what comes before its own command line. */
  readonly via: readonly string[]
  /** Runs one command of memcube in this host. */
  memcube(home: string, args: readonly string[]): Promise<Ran>
  /** The same, which must succeed. @returns its JSON */
  done(home: string, ...args: string[]): Promise<Json>
  /** Starts a daemon in this host that listens on its address; `args` may say otherwise. */
  startDaemon(
    home: string,
    options?: { bootstrap?: readonly string[]; args?: readonly string[] },
  ): Promise<Daemon>
  /** Cuts the wire, or mends it. */
  plug(connected: boolean): void
}

export interface Capture {
  /** Ends the capture. @returns what went over the wire of the host, both ways, in order */
  stop(): Promise<Packet[]>
}

export interface NamespaceNet {
  hosts: NamespaceHost[]
  /** Address of the switch, the gateway of all. */
  gateway: string
  /** Captures everything on the wire of a host from the moment this resolves. */
  capture(host: NamespaceHost): Promise<Capture>
  /** Removes all that was made; processes inside are to be stopped before. */
  remove(): void
}

/** Why there can be no namespaces here, or undefined when there can. */
export function namespacesMissing(): string | undefined {
  if (process.platform !== 'linux') return 'network namespaces are of Linux'
  if (process.getuid?.() !== 0) return 'network namespaces need root'
  const probe = `mc-probe-${randomBytes(3).toString('hex')}`
  try {
    ip('netns', 'add', probe)
    ip('netns', 'exec', probe, 'ip', 'link', 'add', 'wire', 'type', 'veth', 'peer', 'name', 'end')
    ip('netns', 'exec', probe, 'ip', 'link', 'add', 'bridge0', 'type', 'bridge')
    execFileSync('tcpdump', ['--version'], { stdio: 'ignore' })
    return undefined
  } catch (error) {
    return `network namespaces need ip netns, veth, a bridge and tcpdump: ${String(error).slice(0, 120)}`
  } finally {
    try {
      ip('netns', 'del', probe)
    } catch {
      // It was never made.
    }
  }
}

/**
 * @param subnet the first three numbers of the addresses; what counts as a public address can be had too, nothing leaves
 */
export function createNamespaces(names: readonly string[], folder: string, subnet = '10.83.0'): NamespaceNet {
  const prefix = `mc-${randomBytes(3).toString('hex')}`
  const made: string[] = []
  const add = (name: string): string => {
    const namespace = `${prefix}-${name}`
    ip('netns', 'add', namespace)
    made.push(namespace)
    inside(namespace, 'ip', 'link', 'set', 'lo', 'up')
    // The kernel's own chatter about IPv6 would look like that of a program.
    for (const scope of ['all', 'default'])
      inside(namespace, 'sysctl', '-qw', `net.ipv6.conf.${scope}.disable_ipv6=1`)
    return namespace
  }
  const remove = (): void => {
    for (const namespace of made.splice(0)) {
      ip('netns', 'del', namespace)
      rmSync(join('/etc/netns', namespace), { recursive: true, force: true })
    }
  }
  try {
    const gateway = `${subnet}.254`
    const centre = add('switch')
    inside(centre, 'ip', 'link', 'add', 'bridge0', 'type', 'bridge')
    inside(centre, 'ip', 'address', 'add', `${gateway}/24`, 'dev', 'bridge0')
    inside(centre, 'ip', 'link', 'set', 'bridge0', 'up')
    const hosts = names.map((name, at): NamespaceHost => {
      const namespace = add(name)
      const address = `${subnet}.${at + 1}`
      const port = `port${at}`
      inside(centre, 'ip', 'link', 'add', port, 'type', 'veth', 'peer', 'name', 'wire', 'netns', namespace)
      inside(centre, 'ip', 'link', 'set', port, 'master', 'bridge0', 'up')
      inside(namespace, 'ip', 'address', 'add', `${address}/24`, 'dev', 'wire')
      inside(namespace, 'ip', 'link', 'set', 'wire', 'up')
      inside(namespace, 'ip', 'route', 'add', 'default', 'via', gateway)
      mkdirSync(join('/etc/netns', namespace), { recursive: true })
      writeFileSync(join('/etc/netns', namespace, 'resolv.conf'), `nameserver ${gateway}\n`)
      return createHost({ name, namespace, address, centre, port })
    })
    return { hosts, gateway, remove, capture: (host) => capture(host, folder) }
  } catch (error) {
    remove()
    throw error
  }
}

interface HostParts {
  name: string
  namespace: string
  address: string
  centre: string
  port: string
}

/** A host in a namespace that is there, with an interface `wire`; `centre` and `port` are the other end of it. */
export function createHost({ name, namespace, address, centre, port }: HostParts): NamespaceHost {
  const via = ['ip', 'netns', 'exec', namespace]
  const mac = inside(namespace, 'cat', '/sys/class/net/wire/address').trim()
  return {
    name,
    ip: address,
    mac,
    namespace,
    via,
    memcube: (home, args) => memcube(home, args, undefined, via),
    done: (home, ...args) => doneVia(via, home, args),
    startDaemon: (
      home,
      { bootstrap = [], args = ['--profile', 'lan', '--listen', `/ip4/${address}/tcp/4001`] } = {},
    ) => startDaemon(home, { bootstrap, args, via }),
    plug: (connected) => void inside(centre, 'ip', 'link', 'set', port, connected ? 'up' : 'down'),
  }
}

export async function capture(host: NamespaceHost, folder: string): Promise<Capture> {
  const file = join(folder, `${host.name}-${randomBytes(3).toString('hex')}.pcap`)
  const [command = '', ...before] = host.via
  // Without --immediate-mode the kernel hands packets over once a second, and keeps the last of them.
  // -Z root: tcpdump would give up its rights and then fail to write into a folder of root.
  const args = [
    '-i',
    'wire',
    '-n',
    '-U',
    '-s',
    '128',
    '-B',
    '16384',
    '--immediate-mode',
    '-Z',
    'root',
    '-w',
    file,
  ]
  const child = spawn(command, [...before, 'tcpdump', ...args], { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  await listening(child, () => said)
  return {
    async stop() {
      const packets = await packetsBefore(mark(host), file)
      const exited = once(child, 'close')
      child.kill('SIGTERM')
      await exited
      if (!/^0 packets dropped by kernel$/m.test(said))
        throw new Error(`the capture at ${host.name} is not whole: ${said}`)
      return packets
    },
  }
}

/** Sends a last packet, to a group that nobody is in. @returns its port */
function mark({ namespace }: NamespaceHost): number {
  const port = randomInt(20_000, 60_000)
  inside(namespace, 'bash', '-c', `echo mark > /dev/udp/${MARK_GROUP}/${port}`)
  return port
}

/** All that came before the mark: packets are written in the order in which they came. */
async function packetsBefore(port: number, file: string): Promise<Packet[]> {
  const deadline = Date.now() + deadlineMs
  while (Date.now() < deadline) {
    const packets = packetsIn(file)
    const end = packets.findLastIndex(({ to, toPort }) => to === MARK_GROUP && toPort === port)
    if (end !== -1) return packets.slice(0, end)
    await wait(100)
  }
  throw new Error(`the capture in ${file} has no end after ${deadlineMs} ms`)
}

async function listening(child: ChildProcess, said: () => string): Promise<void> {
  const signal = AbortSignal.timeout(deadlineMs)
  while (!said().includes('listening on')) {
    if (child.exitCode !== null) throw new Error(`tcpdump ended with ${child.exitCode}: ${said()}`)
    await once(child.stderr as NodeJS.ReadableStream, 'data', { signal })
  }
}

export function ip(...args: string[]): string {
  return execFileSync('ip', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}

export function inside(namespace: string, ...command: string[]): string {
  return ip('netns', 'exec', namespace, ...command)
}
