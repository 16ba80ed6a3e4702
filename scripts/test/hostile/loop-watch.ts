/**
 * Loaded into the node that is attacked, by `--import`: writes the longest time that its event loop stood still into the file
 * that MEMCUBE_LOOP_FILE names, in milliseconds. SIGUSR2 begins anew.
 */
import { writeFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { isMainThread } from 'node:worker_threads'

const file = process.env['MEMCUBE_LOOP_FILE']
// Commands that the daemon starts, and its threads, are not what is asked about.
if (isMainThread && file !== undefined && process.argv.includes('daemon')) {
  const delay = monitorEventLoopDelay({ resolution: 2 })
  delay.enable()
  process.on('SIGUSR2', () => delay.reset())
  setInterval(() => writeFileSync(file, String(delay.max / 1e6)), 250).unref()
}
