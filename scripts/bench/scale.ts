/**
 * What a home costs as it grows: every figure is of a whole command, or of a request to a running daemon, in a fresh home
 * that is filled with real prose (`shared/prose.ts`), beside git, SQLite and Tantivy on the same texts in the same run.
 *
 *   npm run bench:scale -- [passages, 1000,10000,100000]
 *   npm run bench:scale -- --quick
 *
 * The quick form takes 1,000 and 10,000 passages and leaves out what is timed. It fails when a cost that has nothing to do with
 * the size of a cube grows with it; it judges counts and bytes, never times.
 */
import { printHeading } from './shared/report.ts'
import { judgeGrowth } from './scale/growth.ts'
import { measureAt } from './scale/measure.ts'
import { printFigures } from './scale/table.ts'

const [argument = '1000,10000,100000'] = process.argv.slice(2)
const quick = argument === '--quick'
const sizes = quick ? [1_000, 10_000] : argument.split(',').map(Number)
if (sizes.some((size) => !Number.isInteger(size) || size < 500))
  throw new Error(`expected sizes of at least 500 passages, such as 1000,10000; got ${argument}`)

printHeading(`scale: ${sizes.join(', ')} passages of real prose${quick ? ', counts and bytes alone' : ''}`)
const figures = []
for (const size of sizes) figures.push(await measureAt(size, { timed: !quick }))
printFigures(figures)
const grown = judgeGrowth(figures)
for (const line of grown) console.log(`  GROWS WITH THE CUBE: ${line}`)
if (grown.length > 0) process.exitCode = 1
