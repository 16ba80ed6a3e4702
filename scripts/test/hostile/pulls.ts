/** Pulls of the honest peer, which is a process of its own, and what they say of an attack. */
import type { ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { median } from '../../bench/shared/report.ts'

export interface Pull {
  ok: boolean
  /** When it began, by the clock of the machine. */
  beganMs: number
  ms: number
  error?: string
}

/** Pulls as they end. */
export class Honest {
  readonly pulls: Pull[] = []
  readonly child: ChildProcess
  #told: () => void = () => {}

  constructor(child: ChildProcess) {
    this.child = child
    createInterface({ input: child.stdout as NonNullable<ChildProcess['stdout']> }).on('line', (line) => {
      this.pulls.push(JSON.parse(line) as Pull)
      this.#told()
    })
  }

  /** From which address it comes from now on. */
  comeFrom(address: string): void {
    this.child.stdin?.write(`${address}\n`)
  }

  /** Resolves when so many pulls that began after now have succeeded, or false after a time. */
  async succeed(count: number, withinMs: number): Promise<boolean> {
    const now = Date.now()
    const isEnough = (): boolean =>
      this.pulls.filter(({ ok, beganMs }) => ok && beganMs >= now).length >= count
    while (!isEnough()) {
      if (Date.now() >= now + withinMs) return false
      await Promise.race([new Promise<void>((told) => (this.#told = told)), pause(200)])
    }
    return true
  }
}

/** How pulls beside an attack compare with those before, between and after, by their median. */
export function compare(calm: readonly Pull[], attacked: readonly Pull[]) {
  const times = (pulls: readonly Pull[]): number[] => pulls.map(({ ms }) => ms)
  const calmMs = median(times(calm))
  return {
    median: median(times(attacked)) / calmMs,
    slowest: Math.max(...times(attacked)) / calmMs,
    calmSlowest: Math.max(...times(calm)) / calmMs,
    letIn: `${attacked.filter(({ ok }) => ok).length} of ${attacked.length}`,
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms))
}
