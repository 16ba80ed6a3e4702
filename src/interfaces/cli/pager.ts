/** A long answer through the pager of the person, as git does it. */
import { spawn } from 'node:child_process'

/** Quits where all fits on the screen, shows our colours, leaves the text on the screen. */
const lessOptions = 'FRX'
/** A shell says so of a program that is not there, or cannot be run. */
const notFound = [126, 127]

/** @returns whether it was shown; false where there is no pager, and nothing was printed */
export async function showInPager(text: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  const pager = env['MEMCUBE_PAGER'] ?? env['PAGER'] ?? 'less'
  if (pager === '' || pager === 'cat' || process.platform === 'win32') return false
  const child = spawn('/bin/sh', ['-c', pager], {
    stdio: ['pipe', 'inherit', 'inherit'],
    env: { LESS: lessOptions, LV: '-c', ...env },
  })
  const ended = new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(127))
    child.once('close', resolve)
  })
  // Who has read enough closes the pager before the end.
  child.stdin.on('error', () => {})
  child.stdin.end(text)
  const code = await ended
  return code === null || !notFound.includes(code)
}
