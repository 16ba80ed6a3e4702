/**
 * Asks the daemon of a home for use cases: `caller.ts HOME`, then a line of JSON for each call on stdin, and the answer or
 * the error of each on stdout. One process for many calls, since it has to be on the daemon's own machine.
 */
import { createInterface } from 'node:readline'
import { openClient } from '../../src/interfaces/cli/client.ts'

const [home = ''] = process.argv.slice(2)
const deadlineMs = 60_000

interface Order {
  id: number
  name: string
  input: unknown
}

async function answerTo({ name, input }: Order): Promise<object> {
  const client = await openClient({ home, network: false })
  try {
    const options = { signal: AbortSignal.timeout(deadlineMs), progress: () => {} }
    return { answer: (await client.call(name, input, options)) ?? null }
  } catch (error) {
    const { code, message, hint } = error as Error & { code?: string; hint?: string }
    return { error: { code: code ?? 'none', message, hint } }
  } finally {
    await client.close()
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line) as Order
  void answerTo(order).then((told) => process.stdout.write(`${JSON.stringify({ id: order.id, ...told })}\n`))
}
