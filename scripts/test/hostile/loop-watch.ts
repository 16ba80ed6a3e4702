/**
 * Loaded into the node that is attacked, by `--import`: writes into the file that MEMCUBE_LOOP_FILE names the longest time that
 * its event loop stood still, the longest time that its thread computed meanwhile, and what of its memory is heap. SIGUSR2
 * begins anew. Where there is a file of that name with `.collect` behind it, all garbage is collected once, and the file is removed.
 *
 * On a machine that does other things the first is longer than the second by what the thread had to wait for a processor.
 */
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { isMainThread } from 'node:worker_threads'

const file = process.env['MEMCUBE_LOOP_FILE']

function computedMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1e3
}

// Commands that the daemon starts, and its threads, are not what is asked about.
if (isMainThread && file !== undefined && process.argv.includes('daemon')) {
  const delay = monitorEventLoopDelay({ resolution: 2 })
  delay.enable()
  let mostMs = 0
  let lastMs = computedMs()
  const look = (): void => {
    const nowMs = computedMs()
    mostMs = Math.max(mostMs, nowMs - lastMs)
    lastMs = nowMs
    setTimeout(look, 2).unref()
  }
  look()
  process.on('SIGUSR2', () => {
    delay.reset()
    mostMs = 0
  })
  const write = (): void => {
    if (existsSync(`${file}.collect`)) {
      setFlagsFromString('--expose-gc')
      ;(runInNewContext('gc') as () => void)()
      rmSync(`${file}.collect`)
    }
    const { heapTotal, heapUsed, external, arrayBuffers } = process.memoryUsage()
    const memory = { heapTotal, heapUsed, external, arrayBuffers }
    const seen = { blockedMs: delay.max / 1e6, computedMs: mostMs, ...memory }
    // In one move: who looks finds it whole.
    writeFileSync(`${file}.new`, JSON.stringify(seen))
    renameSync(`${file}.new`, file)
  }
  setInterval(write, 250).unref()
}
