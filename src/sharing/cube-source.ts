/** What other nodes may see of this home: the port that sync serves from. */
import type { CID } from 'multiformats/cid'
import { parseCid } from '../core/codec/index.ts'
import { normaliseTopic } from '../core/cube/index.ts'
import type { CubeSource, HeadItem, HeadsPage, HeadsQuery } from '../protocols/index.ts'
import {
  type Reads,
  type Signer,
  type Tells,
  type Trust,
  type CubeRecord,
  authorsOf,
  headIn,
  isNamed,
  offeredHeads,
  publishedTips,
  shownState,
  isPublic,
} from '../cubes/index.ts'
import type { Logs } from '../home/index.ts'
import { listHighWater } from '../storage/index.ts'
import { createCubeStates } from './cube-states.ts'
import { hintOf } from './hint-of.ts'

/** @param proposedOf commits of a fork that are kept for proposals and may leave, also where the fork is no cube here */
export function createCubeSource(
  deps: Reads & Signer & Trust & Tells & Logs,
  proposedOf: (cube: CID) => Promise<CID[]>,
): CubeSource {
  const { store, cubes, authors } = deps
  const isVisible = async (record: CubeRecord): Promise<boolean> =>
    isPublic(record, await authors.get(record.author))

  const visible = async (query: Omit<HeadsQuery, 'limit'>): Promise<CubeRecord[]> => {
    const asked =
      query.cubes === undefined
        ? await cubes.list()
        : await Promise.all(query.cubes.map((cube) => cubes.get(cube.toString())))
    const topic = query.topic === undefined ? undefined : normaliseTopic(query.topic)
    const found: CubeRecord[] = []
    for (const record of asked) {
      if (record === undefined || !(await isVisible(record))) continue
      if (topic === undefined || (await shownState(deps, record)).info.topics.includes(topic))
        found.push(record)
    }
    return found
  }

  /** Whoever asks for a cube by its id is told that it was taken back: who was away when it was said would not know. */
  const takenBack = async ({
    cubes: asked = [],
    topic,
  }: Omit<HeadsQuery, 'limit'>): Promise<CubeRecord[]> => {
    const found: CubeRecord[] = []
    for (const cube of topic === undefined ? asked : []) {
      const record = await cubes.get(cube.toString())
      const isBlocked = record && (await authors.get(record.author))?.blocked === true
      if (record !== undefined && !isBlocked && !(await isVisible(record))) found.push(record)
    }
    return found
  }

  const unreadable = tellOnce(deps)
  const states = createCubeStates(
    deps,
    async (cube) => {
      const query = { cubes: [cube] }
      const [record] = await visible(query)
      if (record !== undefined) return (await offeredHeads(deps, record)).map(({ bytes }) => bytes)
      const [gone] = await takenBack(query)
      return gone === undefined ? [] : withdrawalsOf(deps, gone)
    },
    (cube, error) => unreadable(cube.toString(), error),
  )

  return {
    states: (asked) => states.of(asked),
    getMany: (cids) => store.getMany(cids),
    pause: () => store.pause(),
    async heads(query): Promise<HeadsPage> {
      const after = query.cursor
      const gone = await takenBack(query)
      // Pages are cut by cube id: it does not change, whatever is added between two pages.
      const records = [...(await visible(query)), ...gone]
        .sort((a, b) => (a.cube < b.cube ? -1 : 1))
        .filter(({ cube }) => after === undefined || cube > after)
      const page = records.slice(0, query.limit)
      const items = (
        await Promise.all(
          page.map((record) =>
            (gone.includes(record) ? withdrawalOf(deps, record) : toItem(deps, record)).catch(
              (error: unknown) => unreadable(record.cube, error) ?? [],
            ),
          ),
        )
      ).flat()
      const last = page.at(-1)
      return { items, ...(records.length > page.length && last !== undefined && { cursor: last.cube }) }
    },
    async tips(cube) {
      const record = await cubes.get(cube.toString())
      const isSeen = record !== undefined && (await isVisible(record))
      const tips = [...(isSeen ? await publishedTips(deps, record) : []), ...(await proposedOf(cube))]
      return tips.length === 0 ? undefined : tips
    },
  }
}

/** Of a cube with a damaged block others are told nothing; the log says so once, and `fsck` whenever it is asked. */
function tellOnce({ log }: Logs): (cube: string, error: unknown) => undefined {
  const told = new Set<string>()
  return (cube, error) => {
    if (!told.has(cube)) log.warn({ cube, error }, 'a cube cannot be read, and is not told of to others')
    told.add(cube)
  }
}

/** The newest statement of each of its authors who takes it back. Nothing of a cube that never was published. */
async function withdrawalOf(node: Reads & Signer, record: CubeRecord): Promise<HeadItem[]> {
  const genesis = await node.store.get(parseCid(record.cube))
  const [head, ...heads] = await withdrawalsOf(node, record)
  if (head === undefined || genesis === undefined) return []
  return [
    {
      genesis,
      head,
      ...(record.rosters !== undefined && { rosters: record.rosters }),
      ...(heads.length > 0 && { heads }),
    },
  ]
}

async function withdrawalsOf(node: Reads & Signer, record: CubeRecord): Promise<Uint8Array[]> {
  const authors = await authorsOf(node, record)
  const said: Uint8Array[] = []
  for await (const [author, { head }] of listHighWater(node.store, record.cube))
    if (headIn(head) === undefined && isNamed(authors, author)) said.push(head)
  return said
}

async function toItem(node: Reads & Signer & Logs, record: CubeRecord): Promise<HeadItem[]> {
  const [head, ...heads] = await offeredHeads(node, record)
  if (head === undefined) return []
  const { info, memories } = await shownState(node, record)
  return [
    {
      genesis: (await node.store.get(parseCid(record.cube))) ?? new Uint8Array(),
      head: head.bytes,
      hint: hintOf(info, memories),
      ...(record.rosters !== undefined && { rosters: record.rosters }),
      ...(heads.length > 0 && { heads: heads.map(({ bytes }) => bytes) }),
    },
  ]
}
