import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { NODE_FLAGS } from '../helpers/node-flags.ts'

export interface Child {
  pid: number
  /** What it says, until it is gone. */
  lines: AsyncIterableIterator<string>
  /** Resolves when it is gone. */
  kill(signal: NodeJS.Signals): Promise<void>
}

/** Starts a script of `children/` in a process of its own. */
export function startChild(script: string, ...args: string[]): Child {
  const path = fileURLToPath(new URL(`children/${script}`, import.meta.url))
  const child: ChildProcess = spawn(process.execPath, [...NODE_FLAGS, path, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await exited
  })
  return {
    pid: child.pid!,
    lines: createInterface({ input: child.stdout! })[Symbol.asyncIterator](),
    async kill(signal) {
      child.kill(signal)
      await exited
    },
  }
}
