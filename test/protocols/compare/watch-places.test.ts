import { expect, test } from 'vitest'
import { makeRoomToWatch, type WatchPlace } from '../../../src/protocols/compare/watch-places.ts'

const place = (peerId: string, cubes: number, useful = false): WatchPlace => ({
  peerId,
  cubes,
  useful,
  network: peerId.replace(/\d+$/u, ''),
})
const eve = [place('eve1', 40), place('eve2', 30), place('eve3', 10)]

test.each<[string, WatchPlace[], WatchPlace, string[] | undefined]>([
  ['where there is room, nobody gives way', eve, place('bob1', 20), []],
  ['of the network with most the peer with most gives way', eve, place('bob1', 30), ['eve1']],
  [
    'as many as are needed',
    [...Array.from({ length: 8 }, (_, at) => place(`eve${at}`, 10)), place('carol1', 20)],
    place('bob1', 35),
    ['eve0', 'eve1', 'eve2', 'eve3'],
  ],
  ['a peer of the same network takes the place of one with more', eve, place('eve4', 25), ['eve1']],
  ['and of none with less', eve, place('eve4', 45), undefined],
  [
    'a network that would have more than any other takes no place',
    [place('eve1', 60), place('bob1', 40)],
    place('bob2', 45),
    undefined,
  ],
  [
    'a stranger takes no place of a peer that was of use',
    [place('alice1', 90, true), place('eve1', 10)],
    place('bob1', 20),
    undefined,
  ],
  [
    'a peer that was of use takes those of strangers, whatever it has',
    [place('eve1', 30), place('dave1', 70)],
    place('alice1', 90, true),
    ['dave1', 'eve1'],
  ],
  [
    'and of its like from who has more',
    [place('alice1', 80, true), place('carol1', 20, true)],
    place('bob1', 30, true),
    ['alice1'],
  ],
])('%s', (_, places, newcomer, givesWay) => {
  expect(makeRoomToWatch(places, newcomer, 100)).toEqual(givesWay)
})
