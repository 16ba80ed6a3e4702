/** Whoever makes a ticket writes addresses into it; the node of whoever uses it dials them as those of any stranger. */
import { multiaddr } from '@multiformats/multiaddr'
import { expect, test } from 'vitest'
import { createGate } from '../../src/network/gater.ts'
import { planHost } from '../../src/network/profiles.ts'
import type { lookUpNames } from '../../src/network/look-up-names.ts'
import { dialAll } from '../../src/sharing/candidates.ts'
import { encode } from '../../src/core/codec/index.ts'
import { parseTicket } from '../../src/core/cube/index.ts'
import { base32 } from 'multiformats/bases/base32'
import { CID } from 'multiformats/cid'

const cube = CID.parse('bafyreigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi')
type Profile = 'local' | 'lan' | 'public'

/** Where names lead here. */
const leadsTo: typeof lookUpNames = async (address) =>
  [address].map((one) =>
    one.replace('/dns4/printer.example', '/ip4/192.168.1.9').replace('/dns4/seed.example', '/ip4/45.1.2.4'),
  )

/** Which of the addresses the node of a profile dials. */
async function dialled(profile: Profile, addresses: readonly string[]): Promise<string[]> {
  const gate = createGate(planHost({ profile, listen: [], bootstrap: [], network: 'test' }), () => true)
  const reached: string[] = []
  const host = {
    async dial(address: string, { learnt = false } = {}) {
      if (!learnt) gate.allow(multiaddr(address))
      if (!gate.permits(multiaddr(address))) throw new Error('denied')
      reached.push(address)
      return address
    },
  }
  await dialAll({ host }, addresses, new AbortController().signal, leadsTo)
  return reached
}

const loopback = '/ip4/127.0.0.1/tcp/5001'
const router = '/ip4/192.168.1.1/tcp/80'
const cloud = '/ip4/169.254.169.254/tcp/80'
const anywhere = '/ip4/45.1.2.3/tcp/4001'
const printer = '/dns4/printer.example/tcp/80'
const seed = '/dns4/seed.example/tcp/4001'
const all = [loopback, router, cloud, anywhere, printer, seed]
/** As they are dialled. */
const [printerAt, seedAt] = ['/ip4/192.168.1.9/tcp/80', '/ip4/45.1.2.4/tcp/4001']

test.each([
  ['public', [anywhere, seedAt]],
  ['lan', [loopback, router, cloud, anywhere, printerAt, seedAt]],
  ['local', [loopback, anywhere, seedAt]],
] as const)(
  'a node of profile %s dials of a ticket what any stranger may name, and of a name where it leads',
  async (profile, expected) => {
    expect(await dialled(profile, all)).toEqual(expected)
  },
)

test.each([
  [16, true],
  [17, false],
])('a ticket that names %i addresses is taken: %s, so that none makes us dial hundreds', (count, isTaken) => {
  const ticket = { cube, addresses: Array.from({ length: count }, () => anywhere) }
  const parse = () => parseTicket('memcube:' + base32.encode(encode(ticket)))
  if (isTaken) expect(parse().addresses).toHaveLength(count)
  else expect(parse).toThrow('not a whole link or ticket')
})
