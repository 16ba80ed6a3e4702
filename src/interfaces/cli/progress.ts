import type { SingleBar } from 'cli-progress'
import type { Progress } from '../../node/use-case.ts'

export interface ProgressDisplay {
  update(progress: Progress): void
  stop(): void
}

/** A bar on stderr when that is a terminal; nothing otherwise. */
export function createProgress(json: boolean): ProgressDisplay {
  if (json || !process.stderr.isTTY) return { update() {}, stop() {} }
  let bar: SingleBar | undefined
  let loading: Promise<void> | undefined
  let latest: Progress | undefined
  let stopped = false
  const draw = (): void => {
    if (latest === undefined || stopped) return
    const { phase, done, total = 0, unit = '' } = latest
    bar?.setTotal(Math.max(total, done, 1))
    bar?.update(done, { phase, unit })
  }
  return {
    update(progress) {
      latest = progress
      loading ??= import('cli-progress').then(({ default: { SingleBar } }) => {
        if (stopped) return
        bar = new SingleBar({
          format: '{phase} [{bar}] {value}/{total} {unit}',
          stream: process.stderr,
          hideCursor: true,
          clearOnComplete: true,
        })
        bar.start(1, 0, { phase: '', unit: '' })
        draw()
      })
      draw()
    },
    stop() {
      stopped = true
      bar?.stop()
    },
  }
}
