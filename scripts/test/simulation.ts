/**
 * Tells stories of homes that share a cube, from the command line: 10,000 unless told.
 *
 *   npm run test:simulation -- [--seeds N] [--from SEED]
 *   npm run test:simulation -- --nodes N [--cubes N] [--from SEED] [--asks]
 *
 * A failure names its seed; `--seeds 1 --from SEED` tells that story again. With `--nodes` it is a crowd of so many nodes: what they send
 * in quiet and while cubes change, and how soon they come together after a partition. `--asks` has them ask for every head, as
 * nodes do that do not compare.
 */
import { parseArgs } from 'node:util'
import { crowdFigures } from '../../test/simulation/crowd/figures.ts'
import { tellStory } from '../../test/simulation/sharing/story.ts'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '10000' },
    from: { type: 'string', default: '1' },
    nodes: { type: 'string' },
    cubes: { type: 'string' },
    asks: { type: 'boolean', default: false },
  },
})
const from = Number(values.from)
const started = performance.now()
const broken =
  values.nodes === undefined ? await tellStories(Number(values.seeds)) : await crowd(Number(values.nodes))
process.exitCode = broken === 0 ? 0 : 1

/** @returns how many promises were broken */
async function tellStories(seeds: number): Promise<number> {
  let count = 0
  for (let seed = from; seed < from + seeds; seed++) {
    for (const what of (await tellStory(seed)).broken) {
      count++
      console.log(`seed ${seed}: ${what}`)
    }
    if ((seed - from + 1) % 1_000 === 0) console.log(`${seed - from + 1} stories told`)
  }
  console.log(`${seeds} stories from seed ${from} in ${seconds()} s: ${count} promises broken`)
  return count
}

/** @returns 1 where the crowd did not come together within 60 s, or some never heard of a change */
async function crowd(nodes: number): Promise<number> {
  const cubes = Number(values.cubes ?? Math.ceil(nodes / 50) * 10)
  const options = { nodes, cubes, seed: from, compares: !values.asks, loss: 0.1 }
  const figures = await crowdFigures(options, 60_000)
  const { links, quiet, changing, missed, behindAtHeal, healedS } = figures
  const perHour = ({ syncFrames, syncBytes, gossipMessages, gossipBytes }: typeof quiet): string =>
    `sync ${syncFrames.toFixed(0)} frames, ${(syncBytes / 1_000).toFixed(1)} kB; ` +
    `gossip ${gossipMessages.toFixed(1)} messages, ${(gossipBytes / 1_000).toFixed(1)} kB`
  console.log(
    `${nodes} nodes, ${cubes} cubes, ${links.toFixed(1)} links each, seed ${from}, in ${seconds()} s`,
  )
  console.log(`sent by a node in an hour in which nothing changes: ${perHour(quiet)}`)
  console.log(`in which 1 % of the cubes change once: ${perHour(changing)}; behind a minute after: ${missed}`)
  console.log(
    `after a partition: ${behindAtHeal} behind, all have it ${healedS === undefined ? 'not within 300' : healedS} s later`,
  )
  return missed === 0 && (healedS ?? Infinity) <= 60 ? 0 : 1
}

function seconds(): string {
  return ((performance.now() - started) / 1000).toFixed(0)
}
