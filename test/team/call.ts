/** One call of a use case at the daemon of a home: `call.ts HOME NAME INPUT`; prints the answer or the error as JSON. */
import { openClient } from '../../src/interfaces/cli/client.ts'

const [home = '', name = '', input = '{}'] = process.argv.slice(2)
const client = await openClient({ home, network: false })
const options = { signal: AbortSignal.timeout(60_000), progress: () => {} }
const result = await client.call(name, JSON.parse(input), options).then(
  (answer) => ({ answer }),
  (error: Error & { code?: string }) => ({ error: { code: error.code, message: error.message } }),
)
await client.close()
process.stdout.write(JSON.stringify(result))
