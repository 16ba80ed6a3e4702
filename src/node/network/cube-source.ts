/** What other nodes may see of this home: the port that sync serves from. */
import type { CID } from 'multiformats/cid'
import { parseCid } from '../../core/codec/index.ts'
import { normaliseTopic } from '../../core/cube/index.ts'
import type { CubeSource, HeadItem, HeadsPage, HeadsQuery } from '../../protocols/index.ts'
import type { Store } from '../../storage/index.ts'
import type { AuthorShelf } from '../cubes/author-shelf.ts'
import type { CubeRecord } from '../cubes/cube-record.ts'
import type { CubeShelf } from '../cubes/cube-shelf.ts'
import { isPublic } from './visibility.ts'

/** @param offersFork whether the content of a fork that is no cube here may leave: it is kept for a proposal */
export function createCubeSource(
  deps: { store: Store; cubes: CubeShelf; authors: AuthorShelf },
  offersFork: (cube: CID) => Promise<boolean>,
): CubeSource {
  const { store, cubes, authors } = deps
  const isVisible = async (record: CubeRecord): Promise<boolean> =>
    isPublic(record, await authors.get(record.author))

  const visible = async (query: HeadsQuery): Promise<CubeRecord[]> => {
    const asked =
      query.cubes === undefined
        ? await cubes.list()
        : await Promise.all(query.cubes.map((cube) => cubes.get(cube.toString())))
    const topic = query.topic === undefined ? undefined : normaliseTopic(query.topic)
    const found: CubeRecord[] = []
    for (const record of asked) {
      if (record === undefined || (topic !== undefined && !record.info.topics.includes(topic))) continue
      if (await isVisible(record)) found.push(record)
    }
    // Pages are cut by cube id: it does not change, whatever is added between two pages.
    return found.sort((a, b) => (a.cube < b.cube ? -1 : 1))
  }

  return {
    getMany: (cids) => store.getMany(cids),
    async heads(query): Promise<HeadsPage> {
      const after = query.cursor
      const records = (await visible(query)).filter(({ cube }) => after === undefined || cube > after)
      const page = records.slice(0, query.limit)
      const items = await Promise.all(page.map((record) => toItem(store, record)))
      const last = page.at(-1)
      return { items, ...(records.length > page.length && last !== undefined && { cursor: last.cube }) }
    },
    async mayRead(cube) {
      const record = await cubes.get(cube.toString())
      return (record !== undefined && (await isVisible(record))) || offersFork(cube)
    },
  }
}

async function toItem(store: Store, record: CubeRecord): Promise<HeadItem> {
  const { about, topics, licence } = record.info
  return {
    genesis: (await store.get(parseCid(record.cube))) ?? new Uint8Array(),
    head: record.head,
    hint: {
      ...(about !== undefined && { about }),
      topics,
      ...(licence !== undefined && { licence }),
      memories: record.memories,
    },
  }
}
