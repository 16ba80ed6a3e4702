/**
 * Runs the crash loop from the command line, with its progress: 1,000 rounds unless told.
 *
 *   npm run test:crash -- [--rounds N] [--seed N] [--from ROUND]
 *
 * A failure names seed and round; `--seed S --from R` begins again at the home in which it happened.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { crashLoop, roundsPerHome } from '../../test/crash/crash-loop.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '1000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    from: { type: 'string', default: '0' },
  },
})
const from = Number(values.from) - (Number(values.from) % roundsPerHome)
const folder = mkdtempSync(join(tmpdir(), 'memcube-crash-'))
const started = performance.now()
console.log(`crash loop: ${values.rounds} rounds, seed ${values.seed}, home under ${folder}`)
const result = await crashLoop({
  folder,
  seed: Number(values.seed),
  rounds: Number(values.rounds),
  from,
  report: (line) => console.log(line),
})
console.log(JSON.stringify(result, undefined, 2))
console.log(`nothing lost in ${result.kills} kills, ${((performance.now() - started) / 1000).toFixed(0)} s`)
// Kept after a failure, to look at.
rmSync(folder, { recursive: true, force: true })
