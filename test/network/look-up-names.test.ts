import { expect, it } from 'vitest'
import { lookUpNames } from '../../src/network/look-up-names.ts'
import { rejection } from './hosts.ts'

const BOB = '12D3KooWE4aDz26eWDtERGijXnLjwbSPCV8UgckWk5Htds6Tk3sT'
const never = new AbortController().signal
const asked: [string, number][] = []

const lookUp = async (name: string, family: 0 | 4 | 6) => {
  asked.push([name, family])
  const all = [
    { address: '45.1.2.3', family: 4 },
    { address: '2600::7', family: 6 },
  ]
  return all.filter((one) => family === 0 || one.family === family)
}

it.each([
  ['/dns/seed.example.org/tcp/4001', ['/ip4/45.1.2.3/tcp/4001', '/ip6/2600::7/tcp/4001']],
  [`/dns4/seed.example.org/tcp/4001/ws/p2p/${BOB}`, [`/ip4/45.1.2.3/tcp/4001/ws/p2p/${BOB}`]],
  ['/dns6/seed.example.org/tcp/4001', ['/ip6/2600::7/tcp/4001']],
  ['/ip4/45.1.2.3/tcp/4001', ['/ip4/45.1.2.3/tcp/4001']],
  // The certificate is for the name.
  [
    `/dns4/seed.example.org/tcp/443/wss/p2p/${BOB}`,
    [`/ip4/45.1.2.3/tcp/443/tls/sni/seed.example.org/ws/p2p/${BOB}`],
  ],
  ['/dns6/seed.example.org/tcp/443/tls/ws', ['/ip6/2600::7/tcp/443/tls/sni/seed.example.org/ws']],
  [
    '/dns4/seed.example.org/tcp/443/tls/sni/other.example.org/ws',
    ['/ip4/45.1.2.3/tcp/443/tls/sni/other.example.org/ws'],
  ],
  ['/dns4/45.1.2.3/tcp/443/wss', ['/ip4/45.1.2.3/tcp/443/wss']],
  // What is behind it is known to TXT records alone, which name other nodes.
  ['/dnsaddr/seed.example.org', ['/dnsaddr/seed.example.org']],
])('%s is %j', async (address, expected) => {
  expect(await lookUpNames(address, never, lookUp)).toEqual(expected)
})

it('takes four addresses of a name, however many it has', async () => {
  const many = async () => Array.from({ length: 200 }, (_, at) => ({ address: `45.1.2.${at}`, family: 4 }))
  expect(await lookUpNames('/dns/many.example.org/tcp/1', never, many)).toHaveLength(4)
})

it('says which name leads nowhere, and that an address is none', async () => {
  const nowhere = async () => Promise.reject(new Error('ENOTFOUND'))
  expect(await rejection(lookUpNames('/dns/gone.example.org/tcp/1', never, nowhere))).toMatchObject({
    code: 'ERR_UNREACHABLE',
    message: 'the name gone.example.org in an address leads nowhere',
  })
  expect(await rejection(lookUpNames('gone', never, nowhere))).toMatchObject({ code: 'ERR_INVALID_INPUT' })
})

it('waits no longer than its caller', async () => {
  const ended = AbortSignal.abort(new Error('the caller has gone'))
  const hangs = async () => new Promise<never>(() => {})
  expect(await rejection(lookUpNames('/dns/slow.example.org/tcp/1', ended, hangs))).toMatchObject({
    message: 'the caller has gone',
  })
})
