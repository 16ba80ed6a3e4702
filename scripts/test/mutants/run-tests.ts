/** Runs test files in a folder, in a process of their own, and says whether they pass. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'

export interface Run {
  outcome: 'passed' | 'failed' | 'too long'
  output: string
}

export async function runTests(folder: string, files: readonly string[], timeoutMs: number): Promise<Run> {
  const arguments_ = [
    'run',
    '--project',
    'main',
    '--project',
    'alone',
    '--bail',
    '1',
    '--maxWorkers',
    '1',
    ...files,
  ]
  const child = spawn(process.execPath, ['node_modules/vitest/vitest.mjs', ...arguments_], {
    cwd: folder,
    // A group of its own, so that its workers can be ended with it.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  let isTooLong = false
  const endAll = (): void => void process.kill(-child.pid!, 'SIGKILL')
  const timer = setTimeout(() => {
    isTooLong = true
    endAll()
  }, timeoutMs)
  process.once('exit', endAll)
  const [code] = (await once(child, 'close')) as [number | null]
  clearTimeout(timer)
  process.off('exit', endAll)
  return { outcome: isTooLong ? 'too long' : code === 0 ? 'passed' : 'failed', output }
}
