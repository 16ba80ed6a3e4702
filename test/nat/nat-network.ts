/**
 * A small internet out of network namespaces: nodes with public addresses, and homes behind routers that masquerade. The
 * addresses look public so that profile public dials them; no packet leaves the namespaces.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  capture,
  createHost,
  inside,
  ip,
  namespacesMissing,
  type NamespaceHost,
} from '../swarm/namespaces.ts'

/** What a router does with ports: keeps them, gives a random one to each connection, or opens them when it is asked to. */
export type RouterKind = 'port-preserving' | 'symmetric' | 'upnp' | 'nat-pmp'

export interface Router {
  name: string
  namespace: string
  /** Its address on the internet. */
  ip: string
  /** Its address in the house. */
  gateway: string
}

export interface NatNetwork {
  /** A machine with a public address of its own: `address` is like 44.1.0. */
  outside(name: string, subnet: string): NamespaceHost
  /** @param wan like 46.1.0 @param lan like 192.168.1 */
  router(name: string, kind: RouterKind, wan: string, lan: string): Router
  home(name: string, router: Router): NamespaceHost
  /** Pulls the wire out of one router and puts it into another. */
  move(home: NamespaceHost, router: Router): void
  capture: (host: NamespaceHost) => ReturnType<typeof capture>
  remove(): void
}

/** Why there can be no such network here, or undefined. */
export function natMissing(): string | undefined {
  const missing = namespacesMissing()
  if (missing !== undefined) return missing
  const probe = `mc-nat-${randomBytes(3).toString('hex')}`
  try {
    ip('netns', 'add', probe)
    inside(probe, 'iptables', '-t', 'nat', '-A', 'POSTROUTING', '-j', 'MASQUERADE', '--random-fully')
    return undefined
  } catch (error) {
    return `routers need iptables with MASQUERADE: ${String(error).slice(0, 120)}`
  } finally {
    ip('netns', 'del', probe)
  }
}

/** Whether there can be a router that opens ports: miniupnpd writes its rules with nft. */
export const canOpenPorts = (): boolean => existsSync('/usr/sbin/miniupnpd') && existsSync('/usr/sbin/nft')

export function createNatNetwork(folder: string): NatNetwork {
  const prefix = `mn-${randomBytes(3).toString('hex')}`
  const made: string[] = []
  const programs: ChildProcess[] = []
  let wires = 0

  const add = (name: string): string => {
    const namespace = `${prefix}-${name}`
    ip('netns', 'add', namespace)
    made.push(namespace)
    inside(namespace, 'ip', 'link', 'set', 'lo', 'up')
    for (const scope of ['all', 'default'])
      inside(namespace, 'sysctl', '-qw', `net.ipv6.conf.${scope}.disable_ipv6=1`)
    return namespace
  }
  const internet = add('net')
  inside(internet, 'sysctl', '-qw', 'net.ipv4.ip_forward=1')

  /** A wire from a namespace into the internet, with the internet's end as its gateway. */
  const toInternet = (namespace: string, wire: string, subnet: string): { address: string; port: string } => {
    const port = `port${wires++}`
    inside(internet, 'ip', 'link', 'add', port, 'type', 'veth', 'peer', 'name', wire, 'netns', namespace)
    inside(internet, 'ip', 'address', 'add', `${subnet}.254/24`, 'dev', port)
    inside(internet, 'ip', 'link', 'set', port, 'up')
    inside(namespace, 'ip', 'address', 'add', `${subnet}.1/24`, 'dev', wire)
    inside(namespace, 'ip', 'link', 'set', wire, 'up')
    inside(namespace, 'ip', 'route', 'add', 'default', 'via', `${subnet}.254`)
    return { address: `${subnet}.1`, port }
  }
  const resolver = (namespace: string, server: string): void => {
    mkdirSync(join('/etc/netns', namespace), { recursive: true })
    writeFileSync(join('/etc/netns', namespace, 'resolv.conf'), `nameserver ${server}\n`)
  }
  const plugIn = (namespace: string, router: Router): { address: string; port: string } => {
    const port = `lan${wires++}`
    const address = router.gateway.replace(/1$/, String(10 + wires))
    inside(
      router.namespace,
      'ip',
      'link',
      'add',
      port,
      'type',
      'veth',
      'peer',
      'name',
      'wire',
      'netns',
      namespace,
    )
    inside(router.namespace, 'ip', 'link', 'set', port, 'master', 'lan', 'up')
    inside(namespace, 'ip', 'address', 'add', `${address}/24`, 'dev', 'wire')
    inside(namespace, 'ip', 'link', 'set', 'wire', 'up')
    inside(namespace, 'ip', 'route', 'add', 'default', 'via', router.gateway)
    resolver(namespace, router.gateway)
    return { address, port }
  }

  return {
    outside(name, subnet) {
      const namespace = add(name)
      const { address, port } = toInternet(namespace, 'wire', subnet)
      resolver(namespace, `${subnet}.254`)
      return createHost({ name, namespace, address, centre: internet, port })
    },
    router(name, kind, wan, lan) {
      const namespace = add(name)
      inside(namespace, 'sysctl', '-qw', 'net.ipv4.ip_forward=1')
      const { address } = toInternet(namespace, 'wan', wan)
      const gateway = `${lan}.1`
      inside(namespace, 'ip', 'link', 'add', 'lan', 'type', 'bridge')
      inside(namespace, 'ip', 'address', 'add', `${gateway}/24`, 'dev', 'lan')
      inside(namespace, 'ip', 'link', 'set', 'lan', 'up')
      firewall(namespace, kind)
      if (kind === 'upnp' || kind === 'nat-pmp')
        programs.push(startMiniupnpd(namespace, kind, gateway, folder))
      return { name, namespace, ip: address, gateway }
    },
    home(name, router) {
      const namespace = add(name)
      const { address, port } = plugIn(namespace, router)
      return createHost({ name, namespace, address, centre: router.namespace, port })
    },
    move(home, router) {
      inside(home.namespace, 'ip', 'link', 'del', 'wire')
      plugIn(home.namespace, router)
    },
    capture: (host) => capture(host, folder),
    remove() {
      for (const program of programs) program.kill('SIGKILL')
      for (const namespace of made.splice(0)) {
        ip('netns', 'del', namespace)
        rmSync(join('/etc/netns', namespace), { recursive: true, force: true })
      }
    },
  }
}

/** Lets the house out and its answers in, and nobody else. */
function firewall(namespace: string, kind: RouterKind): void {
  const rule = (...args: string[]): void => void inside(namespace, 'iptables', ...args)
  const random = kind === 'symmetric' ? ['--random-fully'] : []
  if (kind === 'upnp' || kind === 'nat-pmp') return nftFirewall(namespace)
  rule('-t', 'nat', '-A', 'POSTROUTING', '-o', 'wan', '-j', 'MASQUERADE', ...random)
  rule('-P', 'FORWARD', 'DROP')
  rule('-A', 'FORWARD', '-i', 'lan', '-j', 'ACCEPT')
  rule('-A', 'FORWARD', '-m', 'conntrack', '--ctstate', 'ESTABLISHED,RELATED', '-j', 'ACCEPT')
  rule('-A', 'INPUT', '-i', 'wan', '-m', 'conntrack', '!', '--ctstate', 'ESTABLISHED,RELATED', '-j', 'DROP')
}

/** The same with the chains that miniupnpd writes to. */
function nftFirewall(namespace: string): void {
  const rules = `
table inet filter {
  chain forward {
    type filter hook forward priority 0; policy drop;
    iifname "lan" accept
    ct state established,related accept
    jump miniupnpd
  }
  chain miniupnpd { }
  chain prerouting { type nat hook prerouting priority -100; policy accept; jump prerouting_miniupnpd; }
  chain postrouting {
    type nat hook postrouting priority 100; policy accept;
    jump postrouting_miniupnpd
    oifname "wan" masquerade
  }
  chain prerouting_miniupnpd { }
  chain postrouting_miniupnpd { }
}`
  execFileSync('ip', ['netns', 'exec', namespace, 'nft', '-f', '-'], { input: rules })
}

function startMiniupnpd(
  namespace: string,
  kind: 'upnp' | 'nat-pmp',
  gateway: string,
  folder: string,
): ChildProcess {
  const config = join(folder, `${namespace}.conf`)
  const isPmp = kind === 'nat-pmp'
  const lines = [
    'ext_ifname=wan',
    'listening_ip=lan',
    `enable_natpmp=${isPmp ? 'yes' : 'no'}`,
    `enable_upnp=${isPmp ? 'no' : 'yes'}`,
    'secure_mode=yes',
    'system_uptime=yes',
    'uuid=00000000-0000-0000-0000-000000000000',
    'allow 1024-65535 0.0.0.0/0 1024-65535',
    'upnp_table_name=filter',
    'upnp_nat_table_name=filter',
    'upnp_forward_chain=miniupnpd',
    'upnp_nat_chain=prerouting_miniupnpd',
    'upnp_nat_postrouting_chain=postrouting_miniupnpd',
  ]
  writeFileSync(config, `${lines.join('\n')}\n`)
  inside(namespace, 'ip', 'route', 'add', '239.0.0.0/8', 'dev', 'lan')
  const args = ['-d', '-f', config, '-P', join(folder, `${namespace}.pid`)]
  return spawn('ip', ['netns', 'exec', namespace, '/usr/sbin/miniupnpd', ...args], { stdio: 'ignore' })
}
