import type { SingleBar } from 'cli-progress'
import type { Progress } from '../../node/use-case.ts'

export interface ProgressDisplay {
  update(progress: Progress): void
  /** Takes the bar away; the next update draws another. */
  stop(): void
}

const none: ProgressDisplay = { update() {}, stop() {} }

/** A bar on a terminal; nothing elsewhere, and nothing beside JSON. The library is loaded by the first update. */
export function createProgress(json: boolean, stream: NodeJS.WriteStream = process.stderr): ProgressDisplay {
  if (json || !stream.isTTY) return none
  let current: Bar | undefined
  return {
    update(progress) {
      current ??= startBar(stream)
      current.show(progress)
    },
    stop() {
      current?.stop()
      current = undefined
    },
  }
}

interface Bar {
  show(progress: Progress): void
  stop(): void
}

function startBar(stream: NodeJS.WriteStream): Bar {
  let bar: SingleBar | undefined
  let latest: Progress | undefined
  let stopped = false
  const draw = (): void => {
    if (latest === undefined) return
    const { phase, done, total = 0, unit = '' } = latest
    bar?.setTotal(Math.max(total, done, 1))
    bar?.update(done, { phase, unit })
  }
  const load = async (): Promise<void> => {
    const { SingleBar: Display } = (await import('cli-progress')).default
    if (stopped) return
    const format = '{phase} [{bar}] {value}/{total} {unit}'
    bar = new Display({ format, stream, hideCursor: true, clearOnComplete: true })
    bar.start(1, 0, { phase: '', unit: '' })
    draw()
  }
  // A bar that cannot be drawn is no reason to fail.
  load().catch(() => {})
  return {
    show(progress) {
      latest = progress
      draw()
    },
    stop() {
      stopped = true
      bar?.stop()
    },
  }
}
