/** A node in a process of its own, which does what its parent says and tells how long its loop stood still meanwhile. */
import { codeOf } from '../../../src/core/errors.ts'
import { openNode } from '../../../src/node/index.ts'
import { watchLoop } from './watch-loop.ts'

const [home = '', least = '50'] = process.argv.slice(2)
const node = await openNode({ home, network: {} })
await node.call('recall', { query: 'anything' })

interface Order {
  verb: string
  input: Record<string, unknown>
}

process.on('message', (order: Order | 'watch' | 'told') => void obey(order))
let watching: Awaited<ReturnType<typeof watchLoop>> | undefined

async function obey(order: Order | 'watch' | 'told'): Promise<void> {
  if (order === 'watch') {
    watching = await watchLoop()
    return void process.send!({ done: true })
  }
  if (order === 'told') {
    const stalls = (await watching?.end(Number(least))) ?? []
    return void process.send!({ stalls, rss: process.memoryUsage().rss })
  }
  try {
    process.send!({ answer: await node.call(order.verb, order.input) })
  } catch (error) {
    process.send!({ code: codeOf(error), message: (error as Error).message })
  }
}
process.send!({ addresses: node.addresses() })
process.on('disconnect', () => process.exit(0))
