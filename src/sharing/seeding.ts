/** Offers cubes to others: what of each is to be found on the DHT, its id and its topics. */
import type { CID } from 'multiformats/cid'
import { parseCid } from '../core/codec/index.ts'
import { topicCid } from '../core/cube/index.ts'
import type { NetworkHost } from '../network/index.ts'
import type { CubeRecord } from '../cubes/index.ts'
import type { Logger } from '../home/index.ts'

/** So long a caller waits; the host goes on trying. Guess. */
const provideMs = 20_000

export interface Seeding {
  /**
   * Brings what is provided in step with a cube: its id and topics while it is public, nothing of it otherwise.
   * @returns when that is said, or could not be for now
   */
  update(record: Pick<CubeRecord, 'cube' | 'info'>, isPublic: boolean): Promise<void>
}

export function createSeeding(deps: {
  host: Pick<NetworkHost, 'provide' | 'unprovide'>
  log: Pick<Logger, 'debug'>
}): Seeding {
  const { host, log } = deps
  const ofCube = new Map<string, readonly CID[]>()
  /** How many cubes want a CID; topics are shared by several. */
  const wishes = new Map<string, number>()

  const want = async (cid: CID): Promise<void> => {
    const id = cid.toString()
    const before = wishes.get(id) ?? 0
    wishes.set(id, before + 1)
    if (before > 0) return
    try {
      await host.provide(cid, { signal: AbortSignal.timeout(provideMs) })
    } catch (error) {
      log.debug({ cid: id, error }, 'could not be provided yet')
    }
  }

  const drop = async (cid: CID): Promise<void> => {
    const id = cid.toString()
    const left = (wishes.get(id) ?? 0) - 1
    if (left > 0) return void wishes.set(id, left)
    wishes.delete(id)
    await host.unprovide(cid)
  }

  return {
    async update({ cube, info }, isPublic) {
      const before = ofCube.get(cube) ?? []
      const now = isPublic ? [parseCid(cube), ...info.topics.map(topicCid)] : []
      if (isPublic) ofCube.set(cube, now)
      else ofCube.delete(cube)
      const isIn = (list: readonly CID[], cid: CID): boolean => list.some((other) => other.equals(cid))
      await Promise.all([
        ...now.filter((cid) => !isIn(before, cid)).map(want),
        ...before.filter((cid) => !isIn(now, cid)).map(drop),
      ])
    },
  }
}
