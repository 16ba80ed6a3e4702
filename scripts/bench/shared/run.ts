/** What is measured runs as a process of its own, from its start to its exit. */
import { spawn } from 'node:child_process'

export interface Run {
  /** From the start of the process to its exit. */
  wallMs: number
  stdout: string
}

/** @throws with what it said when the program fails */
export async function run(
  program: string,
  args: string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<Run> {
  const started = performance.now()
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  let wallMs = 0
  child.once('exit', () => (wallMs = performance.now() - started))
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (code !== 0)
    throw new Error(`${program} ${args.join(' ')} ended with ${String(code)}: ${stdout}${stderr}`)
  return { wallMs, stdout }
}
