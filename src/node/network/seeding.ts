/** Offers cubes to others: provider records on the DHT for the cube and its topics, and its head on gossip. */
import type { CID } from 'multiformats/cid'
import { parseCid } from '../../core/codec/index.ts'
import { topicCid } from '../../core/cube/index.ts'
import type { NetworkHost } from '../../network/index.ts'
import type { CubeRecord } from '../cubes/cube-record.ts'
import type { Logger } from '../context.ts'

/** Records that cannot be placed by then are left to the next round. Guess. */
const provideMs = 20_000

export interface Seeding {
  /** Brings what is provided in step with a cube: its id and topics while it is public, nothing of it otherwise. */
  update(record: CubeRecord, isPublic: boolean): Promise<void>
  /** Tries again what could not be provided, e.g. because nobody was connected. */
  retry(): Promise<void>
}

export function createSeeding(deps: { host: NetworkHost; log: Logger }): Seeding {
  const { host, log } = deps
  /** What each cube wants to have provided; topics may be shared by several. */
  const wanted = new Map<string, CID[]>()
  const provided = new Map<string, CID>()

  const settle = async (): Promise<void> => {
    const all = new Map([...wanted.values()].flat().map((cid) => [cid.toString(), cid]))
    for (const [id, cid] of provided) {
      if (all.has(id)) continue
      await host.unprovide(cid)
      provided.delete(id)
    }
    if (host.peers().length === 0) return
    await Promise.all([...all].filter(([id]) => !provided.has(id)).map(([id, cid]) => provide(id, cid)))
  }

  const provide = async (id: string, cid: CID): Promise<void> => {
    try {
      await host.provide(cid, { signal: AbortSignal.timeout(provideMs) })
      provided.set(id, cid)
    } catch (error) {
      log.debug({ cid: id, error }, 'could not be provided yet')
    }
  }

  return {
    async update(record, isPublic) {
      if (isPublic) wanted.set(record.cube, [parseCid(record.cube), ...record.info.topics.map(topicCid)])
      else wanted.delete(record.cube)
      await settle()
    },
    retry: settle,
  }
}
