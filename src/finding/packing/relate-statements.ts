/** What statements are to each other: told by their provenance, by the forks they stand in, and by their words. */
import type { CID } from 'multiformats/cid'
import { parseCid } from '../../core/codec/index.ts'
import type { Memory } from '../../core/cube/index.ts'
import { getEntry } from '../../core/tree/index.ts'
import { type Reads, hasState, type CubeRecord } from '../../cubes/index.ts'
import { mayReplace, type Relation, type Statement } from './pack-context.ts'

/** How a memory says that it takes the place of one that it derives from. W3C PROV calls it a revision. */
const supersedingRelations = new Set(['supersedes', 'replaces', 'revision', 'wasRevisionOf'])
/** How a record that stands for two memories names them (`merges/dedupe.ts`). */
const sameRelation = 'same'
/** Statements that are compared by their words, each with each. Guess. */
const maxCompared = 120

/** @param memories of the statements, by CID @param sources where they are from, with the cubes there */
export async function relateStatements(
  statements: readonly Statement[],
  memories: ReadonlyMap<string, Memory>,
  sources: readonly { node: Reads; records: ReadonlyMap<string, CubeRecord> }[],
): Promise<Relation[]> {
  const forks: Relation[] = []
  for (const { node, records } of sources) forks.push(...(await byForks(node, statements, records)))
  return [...byProvenance(statements, memories), ...forks, ...(await byWords(statements))]
}

function byProvenance(statements: readonly Statement[], memories: ReadonlyMap<string, Memory>): Relation[] {
  return statements.flatMap(({ memory }, newer) =>
    (memories.get(memory)?.provenance.derived ?? []).flatMap((from): Relation[] => {
      const isRevision = supersedingRelations.has(from.relation)
      if (!isRevision && from.relation !== sameRelation) return []
      return placesOf(statements, from.memory.toString())
        .filter((older) => older !== newer)
        .map((older) =>
          isRevision ? { kind: 'supersedes', newer, older } : { kind: 'same', a: newer, b: older },
        )
    }),
  )
}

function placesOf(statements: readonly Statement[], memory: string): number[] {
  return [...statements.keys()].filter((place) => statements[place]!.memory === memory)
}

/** Of a cube and its fork, who changed a key since the fork has the newer version; where both did, neither has. */
async function byForks(
  node: Reads,
  statements: readonly Statement[],
  records: ReadonlyMap<string, CubeRecord>,
): Promise<Relation[]> {
  const found: Relation[] = []
  for (const [a, fork] of statements.entries()) {
    const from = records.get(fork.cube)?.forkOf
    if (from === undefined) continue
    for (const [b, upstream] of statements.entries()) {
      if (upstream.cube !== from.cube.toString() || upstream.key !== fork.key) continue
      if (upstream.memory === fork.memory) continue
      const base = await valueAt(node, parseCid(from.commit.toString()), fork.key)
      if (base === upstream.memory) found.push({ kind: 'supersedes', newer: a, older: b })
      else if (base === fork.memory) found.push({ kind: 'supersedes', newer: b, older: a })
      else found.push({ kind: 'contradicts', a, b })
    }
  }
  return found
}

async function valueAt(node: Reads, commit: CID, key: string): Promise<string | undefined> {
  if (!(await node.store.has(commit)) || !(await hasState(node, commit))) return undefined
  return (await getEntry(node.store, (await node.cubes.commit(commit)).tree, key))?.toString()
}

/** Passages of one memory are not compared: they were said together. */
async function byWords(statements: readonly Statement[]): Promise<Relation[]> {
  if (statements.length < 2) return []
  const { createTextComparer, saysAnew } = await import('../../recall/index.ts')
  const comparer = createTextComparer()
  const read = statements.slice(0, maxCompared).map(({ text }) => comparer.read(text))
  const found: Relation[] = []
  for (const [a, one] of read.entries()) {
    for (const [step, other] of read.slice(a + 1).entries()) {
      const b = a + 1 + step
      if (one === undefined || other === undefined || statements[a]!.memory === statements[b]!.memory)
        continue
      const overlap = comparer.compare(one, other, statements[a]!.key === statements[b]!.key)
      if (overlap !== undefined) found.push({ kind: overlap.kind, a, b })
      else found.push(...updateOf(statements, a, b, saysAnew))
    }
  }
  return found
}

/** The newer of two says itself that things have changed, and its author may say so. */
function updateOf(
  statements: readonly Statement[],
  a: number,
  b: number,
  saysAnew: (newer: string, older: string) => boolean,
): Relation[] {
  const [newer, older] = statements[a]!.created > statements[b]!.created ? [a, b] : [b, a]
  const [one, other] = [statements[newer]!, statements[older]!]
  if (one.created === other.created || !mayReplace(one, other) || !saysAnew(one.text, other.text)) return []
  return [{ kind: 'updates', newer, older }]
}
