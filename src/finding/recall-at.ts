/**
 * Recall in an older state, or in another branch. The index knows the current texts; those that the state has and the
 * index has not are put into it for the time of the question, under the name of a cube that there is not, so that one
 * ranking judges both. Costs what differs, and a walk over the keys of the state.
 */
import type { CID } from 'multiformats/cid'
import { anySignal } from '../core/signals/index.ts'
import { RESERVED_PREFIX } from '../core/cube/index.ts'
import { diffTrees, walk } from '../core/tree/index.ts'
import type { RecallAnswer, RecallIndex, RecallQuery } from '../recall/index.ts'
import type { Feeds, Forgets, Hears, Reads, CubeRecord } from '../cubes/index.ts'
import { type Locks, type Stored, NodeError } from '../home/index.ts'
import { stateCube } from './create-recall-feed.ts'
import { loadChanges, toBatch } from './documents.ts'

/** Texts that are indexed for one question; at 5,000 a second (promises.md) this is ten seconds. */
const maxOtherTexts = 50_000
/** How long meaning is waited for; words answer at once. */
const maxSettleMs = 15_000
const batchTexts = 2_000

/** Asks an index, where memories of these cubes may answer: those of the question unless the third argument has others. */
export type SearchIn = (
  index: RecallIndex,
  only: Pick<RecallQuery, 'memories'>,
  records?: ReadonlyMap<string, CubeRecord>,
) => Promise<RecallAnswer>

interface Needs extends Reads, Forgets, Hears, Feeds, Locks {}

/** @throws ERR_LIMIT for a state that differs too much from the current one */
export async function searchAt(
  node: Needs,
  record: CubeRecord,
  commit: CID,
  search: SearchIn,
  signal: AbortSignal,
): Promise<RecallAnswer> {
  const tree = await node.cubes.state(commit)
  return node.exclusive({ kind: 'older state' }, async () => {
    const index = await node.recall.open({ signal })
    const other = await differences(node, record, tree)
    try {
      await putTexts(node, index, { record, commit, texts: other.texts }, signal)
      const answer = await search(
        index,
        { memories: await memoriesIn(node, tree) },
        new Map([
          [stateCube, record],
          [record.cube, record],
        ]),
      )
      return inState(answer, record.cube, other.gone)
    } finally {
      await index.dropCube(stateCube)
    }
  })
}

interface Differences {
  /** What the state has and the index has not. */
  texts: { key: string; cid: CID }[]
  /** Keys under which the index has something else. */
  gone: Set<string>
}

async function differences(node: Reads & Forgets, record: CubeRecord, tree: CID): Promise<Differences> {
  const found: Differences = { texts: [], gone: new Set() }
  const current = await node.cubes.state(record.commit)
  for await (const { key, before, after } of diffTrees(node.store, current, tree)) {
    if (key.startsWith(RESERVED_PREFIX)) continue
    if (before !== undefined) found.gone.add(key)
    if (after !== undefined && node.forgotten.in(record.cube, after) === undefined)
      found.texts.push({ key, cid: after })
    if (found.texts.length > maxOtherTexts) throw tooDifferent(record)
  }
  return found
}

async function putTexts(
  node: Stored & Hears,
  index: RecallIndex,
  { record, commit, texts }: { record: CubeRecord; commit: CID; texts: Differences['texts'] },
  signal: AbortSignal,
): Promise<void> {
  const speakers = node.voices.at(record, commit)
  await index.dropCube(stateCube)
  for (let from = 0; from < texts.length; from += batchTexts) {
    signal.throwIfAborted()
    const changes = await loadChanges(node.store, texts.slice(from, from + batchTexts))
    const batch = await toBatch(node.store, stateCube, changes, speakers)
    await index.replace(stateCube, batch, record.commit.toString())
  }
  if (texts.length === 0) return
  try {
    await index.settled({ signal: anySignal([signal, AbortSignal.timeout(maxSettleMs)]) })
  } catch {
    // Words answer without vectors, and the answer says how many wait.
    signal.throwIfAborted()
  }
}

async function memoriesIn(node: Stored, tree: CID): Promise<string[]> {
  const memories: string[] = []
  for await (const [, cid] of walk(node.store, tree)) memories.push(cid.toString())
  return memories
}

/** A memory that now stands under another key is the state's under the key it had then. */
function inState(answer: RecallAnswer, cube: string, gone: ReadonlySet<string>): RecallAnswer {
  const own = <T extends { cube: string; key: string }>(items: readonly T[]): T[] =>
    items.filter((item) => item.cube !== cube || !gone.has(item.key)).map((item) => ({ ...item, cube }))
  const { packed } = answer
  return {
    ...answer,
    hits: own(answer.hits).map((hit) => ({ ...hit, alsoIn: own(hit.alsoIn) })),
    ...(packed !== undefined && {
      packed: { ...packed, passages: own(packed.passages), leftOut: own(packed.leftOut) },
    }),
  }
}

function tooDifferent(record: CubeRecord): NodeError {
  return new NodeError(
    'ERR_LIMIT',
    `that state of ${record.name} has more than ${maxOtherTexts} memories that the current one has not`,
    { hint: 'make a branch there, switch to it, and recall without --at' },
  )
}
