/**
 * Networks of their own for the node that is attacked, for somebody honest, and for attackers, so that profile `public` runs as it is
 * meant to: network namespaces, each with an address that counts as public. No packet leaves them, and they are removed at the end.
 *
 * The run itself is started anew inside the namespace of the victim, where its API and the commands of its owner are.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createNatNetwork, natMissing, type NatNetwork } from '../../../test/nat/nat-network.ts'
import { NODE_FLAGS } from '../../../test/helpers/node-flags.ts'
import { inside, type NamespaceHost } from '../../../test/swarm/namespaces.ts'

/** From where an attack comes: from many networks, from many addresses of one, or from those beside the honest peer. */
export type Origin = 'networks' | 'crowd' | 'neighbours'

/** A machine, or several addresses of one. */
export interface Place {
  /** Puts a program there: what comes before its own command line. */
  via: readonly string[]
  addresses: readonly string[]
}

export interface Networks {
  victim: Place
  honest: Place
  attackers: Readonly<Record<Origin, readonly Place[]>>
}

const VARIABLE = 'MEMCUBE_HOSTILE_NETWORKS'
/** The first three numbers of addresses; each is a network of its own. */
const SUBNETS = { victim: '44.1.0', honest: '51.1.0', crowd: '60.1.0' }
const ATTACKERS = ['45.1.0', '46.2.0', '47.3.0', '48.4.0']
/** Addresses of one network: more than it gets places for connections that have not gone on. */
const CROWD = 60

/** Where everybody is, for the run inside. */
export function networksHere(): Networks | undefined {
  const given = process.env[VARIABLE]
  return given === undefined ? undefined : (JSON.parse(given) as Networks)
}

/** Runs this program again inside of networks, with the same arguments. @returns its exit code */
export async function runInNetworks(folder: string): Promise<number> {
  const missing = natMissing()
  if (missing !== undefined) {
    console.log(`attacks from several networks: skipped, ${missing}\n\n0 passed, 0 failed, 1 skipped`)
    return 0
  }
  const net = createNatNetwork(folder)
  try {
    const networks = build(net)
    const [command = '', ...before] = networks.victim.via
    const program = [process.execPath, ...NODE_FLAGS, ...process.argv.slice(1)]
    const child = spawn(command, [...before, ...program], {
      stdio: 'inherit',
      env: { ...process.env, [VARIABLE]: JSON.stringify(networks) },
    })
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
    const [code] = (await once(child, 'exit')) as [number | null]
    return code ?? 1
  } finally {
    net.remove()
  }
}

function build(net: NatNetwork): Networks {
  const place = ({ via, ip }: NamespaceHost, more: readonly string[] = []): Place => ({
    via,
    addresses: [ip, ...more],
  })
  const honest = net.outside('honest', SUBNETS.honest)
  const crowd = net.outside('crowd', SUBNETS.crowd)
  const others = ATTACKERS.map((subnet, at) => net.outside(`eve${at}`, subnet))
  const many = place(crowd, addAddresses(crowd, SUBNETS.crowd))
  return {
    victim: place(net.outside('victim', SUBNETS.victim)),
    honest: place(honest),
    attackers: {
      networks: [...others.map((one) => place(one)), many],
      crowd: [many],
      neighbours: [{ via: honest.via, addresses: addAddresses(honest, SUBNETS.honest) }],
    },
  }
}

/** @returns addresses of its network that a machine has from now on */
function addAddresses({ namespace }: NamespaceHost, subnet: string): string[] {
  const added = Array.from({ length: CROWD }, (_, at) => `${subnet}.${at + 2}`)
  for (const address of added) inside(namespace, 'ip', 'address', 'add', `${address}/24`, 'dev', 'wire')
  return added
}
