/** A process of the crash tests: it is told what to do on its standard input, and tells what it does by `children/say.ts`. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { NODE_FLAGS } from '../helpers/node-flags.ts'
import { TOLD_FD } from './children/say.ts'

export interface Teller extends AsyncDisposable {
  /** What it tells; ends with the process. */
  lines: AsyncIterable<string>
  stdin: Writable
  gone: Promise<unknown>
  stderr(): string
  kill(): void
}

/** @param script a file in `children/` */
export function startTeller(script: string, args: readonly string[]): Teller {
  const path = fileURLToPath(new URL(`children/${script}`, import.meta.url))
  const child = spawn(process.execPath, [...NODE_FLAGS, path, ...args], {
    stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
  }) as ChildProcessWithoutNullStreams
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const kill = (): void => void child.kill('SIGKILL')
  process.once('exit', kill)
  const gone = once(child, 'exit').then(() => process.off('exit', kill))
  return {
    lines: createInterface({ input: child.stdio[TOLD_FD] as Readable }),
    stdin: child.stdin,
    gone,
    stderr: () => stderr,
    kill,
    async [Symbol.asyncDispose]() {
      kill()
      await gone
    },
  }
}
