// Writes protocols/link/vectors: `node scripts/vectors/link.ts`. Deterministic; a test compares the files with this.
import { mkdirSync, writeFileSync } from 'node:fs'
import { CID } from 'multiformats/cid'
import { formatLink, parseLink } from '../../src/core/cube/index.ts'

/** Where the vectors live. */
export const LINK_VECTORS = new URL('../../protocols/link/vectors/', import.meta.url)

const cube = 'bafyreigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi'
const alice = '12D3KooWEyoppNCUx8Yx66oV9fJnriXwCcXwDDUA2kj6vnc6iDEp'
const relay = '12D3KooWHHzSeKaY8xuZVzkLbKFfvNgPPeKhFBGrMbNzbm5akpqu'
const link = `memcube:${cube}`

const valid: readonly (readonly [name: string, text: string])[] = [
  ['a cube alone', link],
  ['an IPv4 address', `${link}?at=192.0.2.7:4001`],
  ['a peer id', `${link}?at=192.0.2.7:4001/${alice}`],
  ['websockets', `${link}?at=192.0.2.7:4001/ws/${alice}`],
  ['a relay', `${link}?at=203.0.113.255:65535/${relay}/${alice}`],
  ['two peers', `${link}?at=192.0.2.7:4001/${alice}&at=[2001:db8::7]:4001`],
  ['one peer twice', `${link}?at=192.0.2.7:1&at=192.0.2.7:1`],
  ['a whole IPv6 address', `${link}?at=[2001:db8:0:1:2:3:4:5]:4001`],
  ['loopback in IPv6', `${link}?at=[::1]:4001`],
  ['a name', `${link}?at=seed-1.example.org:4001/${alice}`],
  ['a part of a later version', `${link}?via=x/y:z&at=192.0.2.7:4001`],
  ['a name with a label of 63', `${link}?at=${'a'.repeat(63)}.org:1`],
  ['a later part without a value', `${link}?via=`],
  ['200 characters', `${link}?later=${'x'.repeat(200 - link.length - 7)}`],
]

const invalid: readonly (readonly [name: string, text: string])[] = [
  ['nothing', ''],
  ['no prefix', cube],
  ['an upper case prefix', `MEMCUBE:${cube}`],
  ['no cube', 'memcube:'],
  ['a cube id that is cut', link.slice(0, -1)],
  ['a cube id of another codec', `memcube:${CID.parse(cube).toString().replace('bafyrei', 'bafkrei')}`],
  ['201 characters', `${link}?later=${'x'.repeat(201 - link.length - 7)}`],
  ['three peers', `${link}?at=192.0.2.7:1&at=192.0.2.8:1&at=192.0.2.9:1`],
  ['a question mark with nothing behind it', `${link}?`],
  ['an empty part', `${link}?at=192.0.2.7:1&`],
  ['a part without a name', `${link}?192.0.2.7:1`],
  ['a part without a value sign', `${link}?at`],
  ['an empty peer', `${link}?at=`],
  ['no port', `${link}?at=192.0.2.7`],
  ['port 0', `${link}?at=192.0.2.7:0`],
  ['port 65536', `${link}?at=192.0.2.7:65536`],
  ['a port with a leading zero', `${link}?at=192.0.2.7:04001`],
  ['an IPv4 number above 255', `${link}?at=192.0.2.256:1`],
  ['an IPv4 number with a leading zero', `${link}?at=192.0.02.7:1`],
  ['three IPv4 numbers', `${link}?at=192.0.2:1`],
  ['IPv6 without brackets', `${link}?at=2001:db8::7:1`],
  ['IPv6 with two gaps', `${link}?at=[2001::db8::7]:1`],
  ['IPv6 of nine groups', `${link}?at=[1:2:3:4:5:6:7:8:9]:1`],
  ['IPv6 in upper case', `${link}?at=[2001:DB8::7]:1`],
  ['IPv6 with a zone', `${link}?at=[fe80::1%eth0]:1`],
  ['a name of one label', `${link}?at=localhost:1`],
  ['a name in upper case', `${link}?at=Seed.example.org:1`],
  ['a name that ends in a number', `${link}?at=seed.example.1:1`],
  ['a name of 101 characters', `${link}?at=${'a'.repeat(60)}.${'b'.repeat(36)}.org:1`],
  ['a peer id of other characters', `${link}?at=192.0.2.7:1/${alice.replace('E', '0')}`],
  ['a name with a label of 64', `${link}?at=${'a'.repeat(64)}.org:1`],
  ['a label that begins with a hyphen', `${link}?at=-a.example.org:1`],
  ['a label that ends in a hyphen', `${link}?at=a-.example.org:1`],
  ['an empty label', `${link}?at=a..org:1`],
  ['a dot at the end', `${link}?at=example.org.:1`],
  ['IPv6 with a gap for no group', `${link}?at=[1:2:3:4:5:6:7:8::]:1`],
  ['IPv6 with a group of five digits', `${link}?at=[::00001]:1`],
  ['IPv6 with a dotted part', `${link}?at=[::ffff:192.0.2.7]:1`],
  ['IPv6 that begins with one colon', `${link}?at=[:1::2]:1`],
  ['a slash with nothing behind it', `${link}?at=192.0.2.7:1/`],
  ['ws behind the peer id', `${link}?at=192.0.2.7:1/${alice}/ws`],
  ['a peer id of 45 characters', `${link}?at=192.0.2.7:1/${alice.slice(0, 45)}`],
  ['a capital in the name of a part', `${link}?At=192.0.2.7:1`],
  ['a digit in the name of a part', `${link}?v2=x`],
  ['three peer ids', `${link}?at=192.0.2.7:1/${relay}/${alice}/${alice}`],
  ['another transport', `${link}?at=192.0.2.7:1/quic/${alice}`],
  ['a multiaddr', `${link}?at=/ip4/192.0.2.7/tcp/1`],
  ['a blank', `${link}?at=192.0.2.7:1 `],
  ['a line break', `${link}?at=192.0.2.7:1\n`],
  ['a letter beyond ASCII', `${link}?later=é`],
]

/** Addresses of a node in the order in which others should try them, and the link that this program makes of them. */
const made: readonly (readonly [name: string, addresses: readonly string[]])[] = [
  ['none', []],
  ['two of one node', [`/ip4/192.0.2.7/tcp/4001/p2p/${alice}`, `/ip6/2001:db8::7/tcp/4001/p2p/${alice}`]],
  ['two of one host', [`/ip4/192.0.2.7/tcp/4001/p2p/${alice}`, `/ip4/192.0.2.7/tcp/4002/ws/p2p/${alice}`]],
  ['a relayed one', [`/ip4/203.0.113.255/tcp/65535/p2p/${relay}/p2p-circuit/p2p/${alice}`]],
  [
    'one that has no form before one that has',
    [`/ip4/192.0.2.7/udp/1/quic-v1/p2p/${alice}`, `/dns4/a.example.org/tcp/1/p2p/${alice}`],
  ],
  [
    'one that is too long beside another',
    [
      `/ip4/203.0.113.254/tcp/65535/p2p/${relay}/p2p-circuit/p2p/${alice}`,
      `/ip4/203.0.113.255/tcp/65535/p2p/${alice}`,
    ],
  ],
]

/** The content of every vector file, by its path. */
export function linkVectors(): Record<string, string> {
  const files = {
    'valid/links.json': {
      about: 'Links that are read, with the cube and the multiaddrs that they mean.',
      cases: valid.map(([name, text]) => {
        const { cube: meant, addresses } = parseLink(text)
        return { name, link: text, cube: meant.toString(), addresses }
      }),
    },
    'valid/made.json': {
      about:
        'Addresses of a node, and the link that this program makes of them. Others may choose differently.',
      cases: made.map(([name, addresses]) => ({
        name,
        cube,
        addresses,
        link: formatLink(CID.parse(cube), addresses),
      })),
    },
    'invalid/links.json': {
      about: 'Texts that are no link. Some of them are no ticket either.',
      cases: invalid.map(([name, text]) => ({ name, link: text, error: 'ERR_INVALID_INPUT' })),
    },
  }
  return Object.fromEntries(
    Object.entries(files).map(([path, content]) => [path, `${JSON.stringify(content, null, 2)}\n`]),
  )
}

if (import.meta.main) {
  for (const [path, text] of Object.entries(linkVectors())) {
    const file = new URL(path, LINK_VECTORS)
    mkdirSync(new URL('.', file), { recursive: true })
    writeFileSync(file, text)
  }
}
