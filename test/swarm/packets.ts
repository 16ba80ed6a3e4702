/** Reads what tcpdump wrote: who sent what to whom, as far as Ethernet, ARP and IPv4 say. */
import { readFileSync } from 'node:fs'

export interface Packet {
  /** Seconds since 1970, with fractions. */
  time: number
  fromMac: string
  kind: 'arp' | 'ipv4' | 'other'
  /** IPv4 addresses; for ARP the asking and the asked one. */
  from: string
  to: string
  protocol?: 'tcp' | 'udp' | 'icmp' | 'other'
  fromPort?: number
  toPort?: number
  /** The first packet of a TCP connection: SYN without ACK. */
  opens: boolean
  /** Bytes on the wire. */
  length: number
}

const GLOBAL_HEADER = 24
const RECORD_HEADER = 16
const ETHERNET_HEADER = 14

/** @param file a pcap file of Ethernet, little endian, as tcpdump writes it here */
export function packetsIn(file: string): Packet[] {
  const bytes = readFileSync(file)
  if (bytes.length < GLOBAL_HEADER) throw new Error(`${file} is no capture`)
  const magic = bytes.readUInt32LE(0)
  const ticks = { 0xa1b2c3d4: 1e6, 0xa1b23c4d: 1e9 }[magic]
  if (ticks === undefined || bytes.readUInt32LE(20) !== 1)
    throw new Error(`${file} is no capture of Ethernet`)
  const packets: Packet[] = []
  for (let at = GLOBAL_HEADER; at + RECORD_HEADER <= bytes.length;) {
    const time = bytes.readUInt32LE(at) + bytes.readUInt32LE(at + 4) / ticks
    const captured = bytes.readUInt32LE(at + 8)
    const length = bytes.readUInt32LE(at + 12)
    const frame = bytes.subarray(at + RECORD_HEADER, at + RECORD_HEADER + captured)
    // tcpdump was stopped while it wrote the last one.
    if (frame.length < captured) break
    packets.push({ time, length, ...parseFrame(frame) })
    at += RECORD_HEADER + captured
  }
  return packets
}

function parseFrame(frame: Buffer): Omit<Packet, 'time' | 'length'> {
  const fromMac = [...frame.subarray(6, 12)].map((byte) => byte.toString(16).padStart(2, '0')).join(':')
  const type = frame.readUInt16BE(12)
  const body = frame.subarray(ETHERNET_HEADER)
  const plain = { fromMac, opens: false }
  if (type === 0x0806) return { ...plain, kind: 'arp', from: address(body, 14), to: address(body, 24) }
  if (type !== 0x0800) return { ...plain, kind: 'other', from: '', to: `ethertype ${type.toString(16)}` }
  const protocol = ({ 6: 'tcp', 17: 'udp', 1: 'icmp' } as const)[body[9] as number] ?? 'other'
  const rest = body.subarray(((body[0] as number) & 0xf) * 4)
  const hasPorts = (protocol === 'tcp' || protocol === 'udp') && rest.length >= 4
  return {
    fromMac,
    kind: 'ipv4',
    from: address(body, 12),
    to: address(body, 16),
    protocol,
    ...(hasPorts && { fromPort: rest.readUInt16BE(0), toPort: rest.readUInt16BE(2) }),
    opens: protocol === 'tcp' && ((rest[13] ?? 0) & 0x12) === 0x02,
  }
}

function address(bytes: Buffer, at: number): string {
  return [...bytes.subarray(at, at + 4)].join('.')
}

/** What a host sent to none of these addresses, as lines that say it; an empty list is a clean capture. */
export function strays(packets: Packet[], mac: string, allowed: readonly string[]): string[] {
  return packets
    .filter(({ fromMac, to }) => fromMac === mac && !allowed.includes(to))
    .map(
      ({ kind, protocol, to, toPort }) =>
        `${protocol ?? kind} to ${to}${toPort === undefined ? '' : `:${toPort}`}`,
    )
}

/** What a node of profile public asks the router of its own house: a port, by NAT-PMP and by UPnP. */
export function asksRouter({ kind, protocol, to, toPort }: Packet, gateway: string): boolean {
  if (kind === 'arp') return to === gateway
  if (protocol !== 'udp') return false
  return (to === gateway && toPort === 5351) || (to === '239.255.255.250' && toPort === 1900)
}

/** To whom a host opened connections, each time. */
export function opened(packets: Packet[], mac: string): string[] {
  return packets.filter(({ fromMac, opens }) => opens && fromMac === mac).map(({ to }) => to)
}
