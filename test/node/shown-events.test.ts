import { EventEmitter } from 'node:events'
import { expect, it } from 'vitest'
import { cidFor, RAW } from '../../src/core/codec/index.ts'
import type { NodeEvents } from '../../src/cubes/node-events.ts'
import type { CubeRecord } from '../../src/cubes/cube-record.ts'
import { temporaryNode } from '../helpers/temporary-home.ts'
import { forwardEvents, watchEvents } from '../../src/cubes/shown-events.ts'
import type { ShownEvent } from '../../src/cubes/node-events.ts'

const record = {
  cube: 'b1',
  name: 'notes',
  commit: cidFor(RAW, Buffer.from('commit')),
  seq: 3,
  expires: 4,
} as CubeRecord

/** One of each kind: a kind that is added to the node does not compile until it is here. */
const oneOfEach: { [K in keyof NodeEvents]: NodeEvents[K] } = {
  cubeChanged: [record],
  authorChanged: ['did:key:z6Mk'],
  cubePulled: [{ cube: 'b1', name: 'notes', commit: 'b2', memories: 1, from: 'bob' }],
  cacheShrunk: [2],
  seedsChanged: [{ wished: true, taken: 1, dropped: 2 }],
  peerConnected: ['bob'],
  peerDisconnected: ['bob'],
  proposalChanged: [{ id: 'b3', cube: 'b1', state: 'open' }],
  cubeStale: [record],
  swarmChanged: [{ swarm: 'b4', name: 'crew', epoch: 1, members: 2 }],
  forgotten: ['b1'],
  refused: [{ cube: 'b1', code: 'ERR_DENIED', message: 'no' }],
  inSwarm: [{ swarm: 'inner', shown: { event: 'changed', cube: 'b1' } }],
}
const kinds = Object.keys(oneOfEach) as (keyof NodeEvents)[]

const emit = (events: EventEmitter<NodeEvents>, kind: keyof NodeEvents): boolean =>
  (events as EventEmitter).emit(kind, ...oneOfEach[kind])

it.each(kinds)('%s is told, as texts and numbers', (kind) => {
  const events = new EventEmitter<NodeEvents>()
  const told: ShownEvent[] = []
  const stop = watchEvents(events, (event) => told.push(event))
  emit(events, kind)
  expect(told).toHaveLength(1)
  expect(told[0]?.event).toMatch(/^[a-z]+$/)
  for (const value of Object.values(told[0] ?? {})) expect(['string', 'number']).toContain(typeof value)
  stop()
  emit(events, kind)
  expect(told).toHaveLength(1)
  expect(events.eventNames()).toEqual([])
})

it('each kind is told under a name of its own', () => {
  const events = new EventEmitter<NodeEvents>()
  const told: string[] = []
  watchEvents(events, ({ event }) => told.push(event))
  const own = kinds.filter((kind) => kind !== 'inSwarm')
  for (const kind of own) emit(events, kind)
  expect(new Set(told).size).toBe(own.length)
})

it.each(kinds.filter((kind) => kind !== 'inSwarm'))(
  '%s in a swarm is told by its home with the name of the swarm, and is nothing that happened in the home itself',
  (kind) => {
    const space = new EventEmitter<NodeEvents>()
    const home = new EventEmitter<NodeEvents>()
    const told: ShownEvent[] = []
    const asOwn: unknown[] = []
    watchEvents(home, (event) => told.push(event))
    for (const name of kinds) if (name !== 'inSwarm') home.on(name, (...args: unknown[]) => asOwn.push(args))
    const stop = forwardEvents(space, home, 'crew')
    emit(space, kind)
    expect(told).toHaveLength(1)
    expect([told[0]?.['swarm'], told[0]?.['name']]).toContain('crew')
    expect(asOwn).toEqual([])
    stop()
    emit(space, kind)
    expect(told).toHaveLength(1)
  },
)

it('what is written in a swarm is told by the home of the one who wrote it', async () => {
  const alice = await temporaryNode('alice')
  await alice.call('swarm-create', { name: 'crew' })
  const told: ShownEvent[] = []
  watchEvents(alice.events, (event) => told.push(event))
  await alice.call('create', { name: 'runbook', swarm: 'crew' })
  await alice.call('add', { cube: 'crew/runbook', key: 'a', text: 'one' })
  await alice.call('create', { name: 'diary' })
  const changed = told.filter(({ event }) => event === 'changed')
  expect(changed).toContainEqual(expect.objectContaining({ name: 'runbook', swarm: 'crew' }))
  expect(changed).toContainEqual(expect.not.objectContaining({ swarm: 'crew' }))
})
