/** Says many lines as fast as it can, with a standard output that is not blocking. Argument: how many. */
import { say } from './say.ts'

const [count] = process.argv.slice(2)
if (process.stdout.writableLength > 0) throw new Error('nothing was written to it')
for (let line = 0; line < Number(count); line++) say({ line, filling: 'x'.repeat(line % 700) })
