// What a daemon is started with: options over what the home keeps.
import { expect, test } from 'vitest'
import { networkOf } from '../../../src/node/settings/network-of.ts'

const home = { version: 2 as const, name: 'alice', created: 0 }
const kept = {
  ...home,
  profile: 'public' as const,
  listen: ['/ip4/0.0.0.0/tcp/4001'],
  bootstrap: ['/ip4/192.0.2.7/tcp/4001'],
  announce: ['/ip4/192.0.2.8/tcp/4001'],
  port: 4001,
}
const { profile, listen, bootstrap, announce, port } = kept

test('what the home keeps holds where nothing is asked', () => {
  expect(networkOf(kept, {})).toEqual({ profile, listen, bootstrap, announce, port })
  expect(networkOf(home, {})).toEqual({})
})

test('what is asked wins, and an empty list is an answer', () => {
  const asked = { bootstrap: [], listen: ['/ip4/0.0.0.0/tcp/5'], announce: undefined }
  expect(networkOf(kept, asked)).toEqual({ profile, listen: asked.listen, bootstrap: [], announce, port })
})

test('who asks for another profile does not announce what was kept for the internet', () => {
  expect(networkOf(kept, { profile: 'local' }).announce).toBeUndefined()
  expect(networkOf(kept, { profile: 'public' }).announce).toEqual(announce)
  // Asked for by name, it is refused further down and not passed over.
  expect(networkOf(kept, { profile: 'lan', announce }).announce).toEqual(announce)
})

test('nor takes part in the DHT of IPFS, unless it is asked for', () => {
  const inIpfs = { ...kept, ipfsDht: true, ipfsBootstrap: [] }
  expect(networkOf(inIpfs, {})).toMatchObject({ ipfsDht: true, ipfsBootstrap: [] })
  expect(networkOf(inIpfs, { profile: 'lan' })).not.toHaveProperty('ipfsDht')
  expect(networkOf(inIpfs, { profile: 'lan', ipfsDht: true }).ipfsDht).toBe(true)
})
