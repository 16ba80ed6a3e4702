// Whom looks around ask, one after another: nobody who is connected is left out for good.
import { expect, it } from 'vitest'
import { createLookout } from '../../src/sharing/lookout.ts'

function around(peers: { peerId: string; network: string }[]) {
  const asked: string[] = []
  const services = {
    host: { peers: () => peers },
    handshake: { agreed: () => ({}) },
    sync: { heads: async (peerId: string) => (asked.push(peerId), { items: [] }) },
  } as unknown as Parameters<typeof createLookout>[0]
  return { look: createLookout(services), asked }
}

const { signal } = new AbortController()
const query = { topic: 'harbour', isWide: false }

it('twenty peers of twenty networks are all asked within three looks, whatever they call themselves', async () => {
  // Who would be asked first in every look, by a peer id that he chose for it.
  const peers = Array.from({ length: 20 }, (_, at) => ({ peerId: `p${at + 10}`, network: `203.0.${at}` }))
  const { look, asked } = around(peers)
  for (let round = 0; round < 3; round++) await look(query, signal)
  expect(asked).toHaveLength(24)
  expect(new Set(asked).size).toBe(20)
})

it('many peers of one network do not keep another one from being asked', async () => {
  const crowd = Array.from({ length: 50 }, (_, at) => ({ peerId: `a${at}`, network: '203.0.113' }))
  const { look, asked } = around([...crowd, { peerId: 'z', network: '198.51.100' }])
  for (let round = 0; round < 3; round++) await look(query, signal)
  expect(asked.filter((peerId) => peerId === 'z')).toHaveLength(3)
  expect(new Set(asked).size).toBe(22)
})
