/**
 * Tells stories of homes that share a cube, from the command line: 10,000 unless told.
 *
 *   npm run test:simulation -- [--seeds N] [--from SEED]
 *
 * A failure names its seed; `--seeds 1 --from SEED` tells that story again.
 */
import { parseArgs } from 'node:util'
import { tellStory } from '../../test/simulation/sharing/story.ts'

const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '10000' }, from: { type: 'string', default: '1' } },
})
const [seeds, from] = [Number(values.seeds), Number(values.from)]
const started = performance.now()
let broken = 0
for (let seed = from; seed < from + seeds; seed++) {
  for (const what of (await tellStory(seed)).broken) {
    broken++
    console.log(`seed ${seed}: ${what}`)
  }
  if ((seed - from + 1) % 1_000 === 0) console.log(`${seed - from + 1} stories told`)
}
const seconds = ((performance.now() - started) / 1000).toFixed(0)
console.log(`${seeds} stories from seed ${from} in ${seconds} s: ${broken} promises broken`)
process.exitCode = broken === 0 ? 0 : 1
