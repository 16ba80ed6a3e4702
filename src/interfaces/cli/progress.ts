import type { Params, SingleBar } from 'cli-progress'
import type { Progress } from '../../home/call-options.ts'

interface ProgressDisplay {
  update(progress: Progress): void
  /** Takes the bar away; the next update draws another. */
  stop(): void
}

const barChars = 40

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
    if (bar === undefined || latest === undefined) return
    bar.setTotal(latest.total ?? Infinity)
    bar.update(latest.done, latest)
  }
  const load = async (): Promise<void> => {
    const { SingleBar: Display } = (await import('cli-progress')).default
    if (stopped || latest === undefined) return
    bar = new Display({ format, stream, hideCursor: true, clearOnComplete: true })
    bar.start(latest.total ?? Infinity, latest.done, latest)
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

/** A bar where the end is known, otherwise how far it is. */
function format(
  _options: unknown,
  { progress, value, total }: Params,
  { phase, unit = '' }: Progress,
): string {
  if (!Number.isFinite(total)) return `${phase} ${value} ${unit}`
  const full = Math.round(Math.min(progress, 1) * barChars)
  return `${phase} [${'='.repeat(full)}${'-'.repeat(barChars - full)}] ${value}/${total} ${unit}`
}
