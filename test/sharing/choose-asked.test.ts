// Whom a look around asks.
import { expect, it } from 'vitest'
import { chooseAsked } from '../../src/sharing/choose-asked.ts'

const peer = (peerId: string, network: string, askedAt = 0) => ({ peerId, network, askedAt })

it('asks those that were not asked for longest', () => {
  const peers = [peer('a', 'n1', 3), peer('b', 'n2', 1), peer('c', 'n3', 2)]
  expect(chooseAsked(peers, 2)).toEqual(['b', 'c'])
})

it('asks one of each network before a second one of any', () => {
  const peers = [peer('a', 'n1'), peer('b', 'n1'), peer('c', 'n1'), peer('d', 'n2', 9)]
  expect(chooseAsked(peers, 2)).toEqual(['a', 'd'])
  expect(chooseAsked(peers, 8)).toEqual(['a', 'd', 'b', 'c'])
})
