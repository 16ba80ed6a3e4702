// Which addresses of a link or a ticket are dialled as a person's own, and which on the word of others.
import { expect, test } from 'vitest'
import { dialAll } from '../../src/sharing/candidates.ts'
import type { NetworkServices } from '../../src/sharing/services.ts'

test('of what a link names, this house and names are dialled on the word of others, and the internet as if a person had named it', async () => {
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
    '/dns/printer.local/tcp/1',
    // A name may lead to this house.
    '/dns/seed.example.org/tcp/1',
  ]
  const internet = ['/ip4/1.1.1.1/tcp/1']
  const services = { host } as unknown as NetworkServices
  await dialAll(services, [...house, ...internet], new AbortController().signal)
  expect(dials).toEqual([...house.map((one) => [one, true]), ...internet.map((one) => [one, false])])
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
