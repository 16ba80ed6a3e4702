/** Runs a command against a node that a test makes up. */
import { PassThrough, Readable } from 'node:stream'
import type { ClientNeeds } from '../../src/interfaces/cli/client.ts'
import type { NodeClient } from '../../src/interfaces/cli/node-client.ts'
import { runCommand } from '../../src/interfaces/cli/main.ts'
import { createOutput } from '../../src/interfaces/cli/output.ts'

export interface FakeRun {
  code: number
  stdout: string
  stderr: string
  /** What the node was asked. */
  calls: { name: string; input: unknown }[]
  opened: ClientNeeds[]
  closed: number
}

export interface FakeNode {
  answer?: (name: string, input: unknown, options: Parameters<NodeClient['call']>[2]) => unknown
  stdin?: string | Buffer
  env?: NodeJS.ProcessEnv
  open?: (needs: ClientNeeds) => Promise<NodeClient>
}

export async function runWith(
  argv: readonly string[],
  { answer, stdin = '', env = {}, open }: FakeNode = {},
): Promise<FakeRun> {
  const run: Omit<FakeRun, 'code' | 'stdout' | 'stderr'> = { calls: [], opened: [], closed: 0 }
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const client: NodeClient = {
    async call(name, input, options) {
      run.calls.push({ name, input: JSON.parse(JSON.stringify(input)) })
      return answer?.(name, input, options) as never
    },
    async close() {
      run.closed++
    },
  }
  const code = await runCommand(argv, {
    env: { MEMCUBE_HOME: '/home-of-alice', ...env },
    output: createOutput(stdout, stderr),
    stdin: () => Readable.from([Buffer.from(stdin)], { objectMode: false }),
    async openClient(needs) {
      run.opened.push(needs)
      return open === undefined ? client : open(needs)
    },
  })
  return { ...run, code, stdout: textOf(stdout), stderr: textOf(stderr) }
}

function textOf(stream: PassThrough): string {
  return ((stream.read() as Buffer | null) ?? Buffer.alloc(0)).toString()
}
