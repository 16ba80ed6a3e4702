/**
 * How much of what people paste the scan before publishing finds, and how much it refuses that is harmless. Both sides are
 * made from a seed; no key is in this repository.
 *
 *   node scripts/bench/secrets.ts [seed, 1] [secrets of each kind, 10] [clean texts, 1000]
 */
import { matchSecrets, readingsOf } from '../../src/cubes/publishing/secrets/index.ts'
import { findSecrets } from '../../src/cubes/publishing/find-secrets.ts'
import { cleanTexts } from './secrets/clean-texts.ts'
import { madeSecrets } from './secrets/made-secrets.ts'
import { measure } from './secrets/measure.ts'
import { printHeading } from './shared/report.ts'

const [seed = '1', each = '10', clean = '1000'] = process.argv.slice(2)
const secrets = madeSecrets(Number(seed), Number(each))
const texts = cleanTexts(Number(seed), Number(clean))

printHeading('looking for secrets before publishing', Number(seed))
const found = await measure(secrets, true)
const kinds = new Set(secrets.map(({ kind }) => kind)).size
const foundShare = found.found / found.count
console.log(
  `  secrets      ${found.found} of ${found.count} of ${kinds} kinds found: ${percent(foundShare)}   promised 95 %: ${foundShare >= 0.95 ? 'kept' : 'NOT KEPT'}`,
)
for (const { kind, text } of found.wrong) console.log(`    missed     ${kind}: ${shown(text)}`)
const refused = await measure(texts, false)
const refusedShare = refused.found / refused.count
console.log(
  `  clean texts  ${refused.found} of ${refused.count} refused: ${percent(refusedShare)}   promised at most 5 %: ${refusedShare <= 0.05 ? 'kept' : 'NOT KEPT'}`,
)
for (const { kind, text, findings } of refused.wrong)
  console.log(`    refused    ${kind}, ${findings.join(' ')}: ${shown(text)}`)

const million = texts
  .map(({ text }) => text)
  .join('\n\n')
  .repeat(20)
  .slice(0, 1_000_000)
const ownMs = timed(() => matchSecrets(readingsOf(million).join('\n\n\n')))
const start = cpuMs()
await findSecrets([{ where: 'k', text: million }])
console.log(
  `  a million of these characters  ${(cpuMs() - start).toFixed(0)} ms of processor time; own rules ${ownMs.toFixed(0)} ms`,
)

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}

function shown(text: string): string {
  return JSON.stringify(text.length > 120 ? `${text.slice(0, 119)}…` : text)
}

/** Of this process, so that a busy machine does not change it. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

function timed(run: () => unknown): number {
  const from = cpuMs()
  run()
  return cpuMs() - from
}
