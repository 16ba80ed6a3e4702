// Which addresses of a link or a ticket are dialled as a person's own, and which on the word of others.
import { expect, test } from 'vitest'
import { dialAll } from '../../src/sharing/candidates.ts'
import type { NetworkServices } from '../../src/sharing/services.ts'

test('of what a link names, this house is dialled on the word of others, and the internet as if a person had named it; a name is where it leads', async () => {
  const dials: [string, boolean | undefined][] = []
  const host = {
    dial(address: string, { learnt }: { learnt?: boolean }) {
      dials.push([address, learnt])
      return Promise.resolve('12D3KooWBob')
    },
  }
  const house = [
    '/ip4/127.0.0.1/tcp/1',
    '/ip4/192.168.0.1/tcp/80',
    '/ip6/fe80::1/tcp/1',
    '/dns/inside.example.org/tcp/1',
  ]
  const internet = ['/ip4/1.1.1.1/tcp/1', '/dns/seed.example.org/tcp/1']
  const leadsTo = (address: string): string =>
    address
      .replace('/dns/inside.example.org', '/ip4/10.0.0.7')
      .replace('/dns/seed.example.org', '/ip4/1.1.1.2')
  const services = { host } as unknown as NetworkServices
  const signal = new AbortController().signal
  await dialAll(services, [...house, ...internet], signal, async (address) => [leadsTo(address)])
  const all = [...house.map((one) => [one, true]), ...internet.map((one) => [one, false])]
  expect(dials).toEqual(all.map(([one, learnt]) => [leadsTo(one as string), learnt]))
})

test('an address that is none does not keep the others from being dialled', async () => {
  const services = { host: { dial: () => Promise.resolve('12D3KooWBob') } } as unknown as NetworkServices
  const { peers, failure } = await dialAll(
    services,
    ['nowhere', '/ip4/1.1.1.1/tcp/1'],
    new AbortController().signal,
  )
  expect(peers).toEqual(['12D3KooWBob'])
  expect(failure).toMatchObject({ code: 'ERR_INVALID_INPUT' })
})
