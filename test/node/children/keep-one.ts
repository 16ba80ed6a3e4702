/**
 * Does one call in a home and stands still at its so-and-so-many-th word of progress, so that somebody can kill it there.
 * Arguments: home, call, input as JSON, which word.
 */
import { writeSync } from 'node:fs'
import { openNode } from '../../../src/node/index.ts'

const [home = '', name = '', input = '{}', stop = '1'] = process.argv.slice(2)
const node = await openNode({ home })
let words = 0
await node.call(name, JSON.parse(input), {
  progress() {
    if (++words !== Number(stop)) return
    writeSync(1, 'here\n')
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  },
})
writeSync(1, 'done\n')
await node.close()
