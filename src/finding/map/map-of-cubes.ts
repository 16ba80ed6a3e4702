/** A picture of memories by what they mean: near each other what says alike. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { CubeRecord } from '../../cubes/index.ts'
import type { KeyVector } from '../../recall/index.ts'
import type { Asks } from '../needs.ts'
import { projectToPlane } from './project-to-plane.ts'
import { sampleEvenly } from './sample-evenly.ts'

/** A home or a swarm, and which of its cubes are drawn. */
export interface Drawn {
  swarm: string | null
  node: Asks
  records: readonly CubeRecord[]
}

export interface MemoryMap {
  cubes: { cube: string; name: string; swarm: string | null }[]
  points: { of: number; key: string; x: number; y: number; tags: string[]; created: number }[]
  /** Memories that have no vector yet, or were more than may be drawn. */
  leftOut: number
  shown: number
}

/** Each cube gives points as it has memories; a small one gives one at least. */
export async function mapOfCubes(
  lives: readonly Drawn[],
  most: number,
  signal: AbortSignal,
): Promise<MemoryMap> {
  const drawn = lives.flatMap(({ swarm, node, records }) =>
    records.map((record) => ({ swarm, node, record })),
  )
  const all = drawn.reduce((sum, { record }) => sum + record.memories, 0)
  const found: (KeyVector & { of: number })[] = []
  for (const [of, { node, record }] of drawn.entries()) {
    const index = await node.recall.open()
    const keys = (await index.entries(record.cube)).map(([key]) => key).sort()
    const share = Math.max(1, Math.floor((most * record.memories) / Math.max(1, all)))
    const vectors = await index.vectors(record.cube, sampleEvenly(keys, share), { signal })
    found.push(...vectors.map((vector) => ({ ...vector, of })))
  }
  // Vectors of another model are no neighbours of these.
  const [first] = found
  const alike = found.filter(({ cells }) => cells.length === first?.cells.length)
  const plane = await inTurns(projectToPlane(alike), signal)
  return {
    cubes: drawn.map(({ swarm, record: { cube, name } }) => ({ cube, name, swarm })),
    points: alike.map(({ of, key, tags, created }, order) => ({
      of,
      key,
      tags,
      created,
      ...(plane.points[order] ?? { x: 0, y: 0 }),
    })),
    leftOut: Math.max(0, all - alike.length),
    shown: plane.shown,
  }
}

async function inTurns<T>(work: Generator<void, T>, signal: AbortSignal): Promise<T> {
  for (;;) {
    const step = work.next()
    if (step.done === true) return step.value
    await nextTurn()
    signal.throwIfAborted()
  }
}
