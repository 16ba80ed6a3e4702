// Where the parts of an index are that are not here: when its server is compared, and what is believed of it after a failure.
import { describe, expect, it } from 'vitest'
import type { Belief, RecallServer, Standing } from '../../src/recall/server/interface.ts'
import { ServerPlace, type PlaceDeps } from '../../src/recall/server/place.ts'
import { rejection } from '../protocols/sample.ts'

const target = 'postgres://memcube@localhost/notes'

/** An index and its server, which says `standing` to a claim. */
function world() {
  const kept = new Map<string, string>()
  const claims: Belief[] = []
  const connections: { target: string; broken: () => void }[] = []
  const placed: boolean[] = []
  const says: { standing: Standing; closed: number } = { standing: 'whole', closed: 0 }
  const server = {
    claim: async (belief: Belief) => {
      claims.push(belief)
      return says.standing
    },
    probe: async () => undefined,
    close: async () => void says.closed++,
  } as unknown as RecallServer
  const open = (wanted = target): ServerPlace =>
    new ServerPlace({
      connect(name: string, broken: () => void) {
        connections.push({ target: name, broken })
        return server
      },
      wanted,
      owner: 'alice',
      segments: { away: () => [{ id: 7, rows: 2 }] },
      store: { all: () => [{ passage: 1, generation: 5 }] },
      meta: {
        meta: (name: string) => kept.get(name),
        setMeta: (name: string, value: string) => void kept.set(name, value),
        removeMeta: (name: string) => void kept.delete(name),
      },
      placed: (isAway: boolean) => void placed.push(isAway),
    } as unknown as PlaceDeps)
  return { place: open(), open, claims, connections, placed, says, kept }
}

const ask = (place: ServerPlace): Promise<void> => place.ask((server) => server.probe())

describe('the server of an index', () => {
  it('is compared with what the index believes before it is asked, once', async () => {
    const { place, claims, connections } = world()
    await Promise.all([ask(place), ask(place)])
    await ask(place)
    expect(claims).toMatchObject([{ owner: 'alice', segments: [{ id: 7, rows: 2 }], generations: [5] }])
    expect(connections.map((one) => one.target)).toEqual([target])
  })

  it('is compared again after a failure, and each time what was sent before may be gone', async () => {
    const { place, claims, connections } = world()
    await ask(place)
    const { session } = place
    await rejection(place.ask(() => Promise.reject(new Error('it went away'))))
    await ask(place)
    expect(claims).toHaveLength(2)
    expect(place.session).toBe(session + 1)
    connections[0]!.broken()
    await ask(place)
    expect(claims).toHaveLength(3)
    place.restart()
    expect(place.session).toBe(session + 3)
    await ask(place)
    expect(claims).toHaveLength(4)
    // The same connection all the while.
    expect(connections).toHaveLength(1)
  })

  it('that does not have what was put there is not asked any more', async () => {
    const { place, claims, says } = world()
    says.standing = 'lost'
    expect(await rejection(ask(place))).toMatchObject({ code: 'ERR_CORRUPT' })
    expect(place.isLost).toBe(true)
    says.standing = 'whole'
    expect(await rejection(ask(place))).toMatchObject({ code: 'ERR_CORRUPT' })
    expect(claims).toHaveLength(1)
  })
})

describe('the place of an index', () => {
  it('is written down before its first part is away, with the length of its vectors once there is one', () => {
    const { place, placed, open } = world()
    expect(open().dimensions).toBe(0)
    place.note()
    place.note()
    expect(placed).toEqual([true])
    place.note(256)
    expect(open()).toMatchObject({ target, dimensions: 256, isWanted: true })
    expect(placed).toEqual([true])
  })

  it('stays the one where its parts are, whatever is wanted now', () => {
    const { place, open } = world()
    place.note()
    expect(open('postgres://memcube@elsewhere/notes')).toMatchObject({ target, isWanted: false })
  })

  it('is the one that is wanted once all is here again, and another index of the same home', async () => {
    const { place, open, placed, says, kept, claims } = world()
    await ask(place)
    place.note(3)
    const before = open('postgres://memcube@elsewhere/notes')
    before.leave()
    expect(kept.size).toBe(0)
    expect(placed).toEqual([true, false])
    expect(before.target).toBe('postgres://memcube@elsewhere/notes')
    expect(before.dimensions).toBe(0)
    await ask(before)
    expect(claims.map(({ epoch }) => epoch)).toHaveLength(2)
    expect(claims[0]!.epoch).not.toBe(claims[1]!.epoch)
    await place.close()
    expect(says.closed).toBe(1)
  })
})
