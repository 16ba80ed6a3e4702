/** A process from its start to its exit, with the time that processors gave it: on a busy machine that says more than a clock. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from './run.ts'

export interface Cost {
  wallMs: number
  /** User and system, with those of its children. */
  processorMs: number
}

const TIMED = 'TIMEFORMAT="%U %S"; { time "$@" 2>&4; } 4>&2 2>"$0"'

/** By the `time` of bash. @param folder for what it says @throws when the program fails */
export async function costOf(
  folder: string,
  program: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<Cost> {
  const said = join(folder, 'processor-time')
  const { wallMs } = await run('bash', ['-c', TIMED, said, program, ...args], options)
  const seconds = (await readFile(said, 'utf8')).trim().split(' ').map(Number)
  return { wallMs, processorMs: seconds.reduce((sum, one) => sum + one, 0) * 1_000 }
}
