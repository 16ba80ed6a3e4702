/** What other nodes may see of this home: the port that sync serves from. */
import type { CID } from 'multiformats/cid'
import { parseCid } from '../../core/codec/index.ts'
import { normaliseTopic } from '../../core/cube/index.ts'
import type { CubeSource, HeadItem, HeadsPage, HeadsQuery } from '../../protocols/index.ts'
import type { NodeContext } from '../context.ts'
import { authorsOf } from '../cubes/cube-authors.ts'
import type { CubeRecord } from '../cubes/cube-record.ts'
import { genesisFirst, knownHeads } from '../cubes/known-heads.ts'
import { isPublic } from './visibility.ts'

/** @param offersFork whether the content of a fork that is no cube here may leave: it is kept for a proposal */
export function createCubeSource(
  deps: Pick<NodeContext, 'store' | 'cubes' | 'authors' | 'author'>,
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
      const items = (await Promise.all(page.map((record) => toItem(deps, record)))).flat()
      const last = page.at(-1)
      return { items, ...(records.length > page.length && last !== undefined && { cursor: last.cube }) }
    },
    async mayRead(cube) {
      const record = await cubes.get(cube.toString())
      return (record !== undefined && (await isVisible(record))) || offersFork(cube)
    },
  }
}

type Source = Pick<NodeContext, 'store' | 'cubes' | 'author'>

async function toItem(node: Source, record: CubeRecord): Promise<HeadItem[]> {
  const { about, topics, licence } = record.info
  const [head, ...heads] = await offeredHeads(node, record)
  if (head === undefined) return []
  return [
    {
      genesis: (await node.store.get(parseCid(record.cube))) ?? new Uint8Array(),
      head: head.bytes,
      hint: {
        ...(about !== undefined && { about }),
        topics,
        ...(licence !== undefined && { licence }),
        memories: record.memories,
      },
      ...(record.rosters !== undefined && { rosters: record.rosters }),
      ...(heads.length > 0 && { heads: heads.map(({ bytes }) => bytes) }),
    },
  ]
}

/** The heads that others may see: what a co-author wrote leaves when it is published, what others wrote is theirs to give. */
export async function offeredHeads(node: Source, record: CubeRecord): Promise<{ bytes: Uint8Array }[]> {
  if (record.rosters === undefined) return [{ bytes: record.head }]
  const heads = await knownHeads(node, record.cube, await authorsOf(node, record))
  const { authors } = await node.cubes.genesis(parseCid(record.cube))
  return genesisFirst(heads, authors).filter(({ author }) => record.published || author !== node.author.did)
}
