/** npm and installed programs as somebody outside this checkout runs them. */
import { execFile } from 'node:child_process'
import { delimiter } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** This checkout's own programs, its Node 24 above all, must not help what is tested. */
const PATH = (process.env['PATH'] ?? '')
  .split(delimiter)
  .filter((folder) => !folder.includes('node_modules'))
  .join(delimiter)

/** What npm tells the scripts it runs would steer the npm that is run here. */
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)))

export interface Ran {
  code: number
  stdout: string
  stderr: string
}

/** @returns also when the program fails */
export async function runOutside(
  cwd: string,
  program: string,
  args: string[],
  timeoutMs: number,
): Promise<Ran> {
  const options = { cwd, env: { ...env, PATH }, timeout: timeoutMs, maxBuffer: 64 << 20 }
  try {
    return { code: 0, ...(await run(program, args, options)) }
  } catch (error) {
    const { code, stdout, stderr } = error as { code?: unknown; stdout?: string; stderr?: string }
    if (stdout === undefined || stderr === undefined) throw error
    return { code: typeof code === 'number' ? code : -1, stdout, stderr }
  }
}

/** @returns stdout. @throws with everything that was said when npm fails */
export async function npm(cwd: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await runOutside(cwd, 'npm', args, 480_000)
  if (code !== 0) throw new Error(`npm ${args.join(' ')} ended with ${code}: ${stdout}${stderr}`)
  return stdout
}
