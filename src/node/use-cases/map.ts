/** A picture of memories by meaning. */
import { z } from 'zod'
import { isAtLeast, tiers, type CubeRecord } from '../../cubes/index.ts'
import { mapOfCubes } from '../../finding/map/index.ts'
import type { Life } from '../../swarms/index.ts'
import { useCase, type AskedLife } from '../use-case.ts'
import * as inputs from './inputs.ts'
import * as outputs from './outputs.ts'

/** Points that are drawn unless more are asked for; a browser draws as many in a frame, and the answer is about 500 KB. */
const usualPoints = 4_000
const mostPoints = 10_000
/** What is quarantined is not drawn, as it is not recalled. */
const lowest = tiers[3]

export const map = useCase({
  name: 'map',
  summary: 'Where memories lie by meaning, as points of a plane: near each other those that say alike.',
  writes: 'nothing',
  spans: 'all',
  placedBy: 'cubes',
  input: z.strictObject({
    cubes: z.array(inputs.cube).max(1_000).optional(),
    most: z.number().int().min(1).max(mostPoints).default(usualPoints).describe('points'),
  }),
  output: z.object({
    cubes: z.array(z.object({ cube: outputs.text, name: outputs.text, swarm: outputs.maybe })),
    points: z.array(
      z.object({
        of: outputs.count.describe('which of the cubes'),
        key: outputs.text,
        x: z.number().min(-1).max(1),
        y: z.number().min(-1).max(1),
        tags: outputs.texts,
        created: outputs.timeMs,
      }),
    ),
    leftOut: outputs.count.describe('memories without a vector yet, or more than were asked for'),
    shown: z.number().min(0).max(1).describe('what part of the differences between them the plane shows'),
  }),
  run: (node, { cubes, most }, { signal }) =>
    drawn([{ swarm: node.team?.name ?? null, node, cubes }], most, signal),
  across: (lives, { most }, { signal }) => drawn(lives, most, signal),
})

async function drawn(
  lives: readonly AskedLife[],
  most: number,
  signal: AbortSignal,
): ReturnType<typeof mapOfCubes> {
  const wanted = []
  for (const { swarm, node, cubes } of lives)
    wanted.push({ swarm, node, records: await recordsOf(node, cubes) })
  return mapOfCubes(wanted, most, signal)
}

async function recordsOf(node: Life, cubes: readonly string[] | undefined): Promise<CubeRecord[]> {
  const records =
    cubes === undefined
      ? await node.cubes.list()
      : await Promise.all(cubes.map((text) => node.cubes.resolve(text)))
  const trusted: CubeRecord[] = []
  for (const record of records) if (isAtLeast(await node.authors.tier(record), lowest)) trusted.push(record)
  return trusted
}
