/** Where an event loop stood still: the longest times, and what ran then, from a profile of this process. */
import { Session } from 'node:inspector/promises'

const tickMs = 5
const sampleUs = 1_000

export interface Stall {
  /** Of the processor, so that it does not matter what else runs on the machine. */
  ms: number
  /** Functions that took most of it, with their milliseconds. */
  where: string[]
}

interface Gap {
  fromUs: number
  toUs: number
  /** What the main thread computed in it. */
  busyUs: number
}

export async function watchLoop(): Promise<{ end(leastMs: number): Promise<Stall[]> }> {
  const session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.setSamplingInterval', { interval: sampleUs })
  await session.post('Profiler.start')
  const gaps: Gap[] = []
  let [last, busy] = [nowUs(), busyUs()]
  const ticking = setInterval(() => {
    const [now, computed] = [nowUs(), busyUs()]
    gaps.push({ fromUs: last, toUs: now, busyUs: computed - busy })
    ;[last, busy] = [now, computed]
  }, tickMs)
  return {
    async end(leastMs) {
      clearInterval(ticking)
      const { profile } = await session.post('Profiler.stop')
      session.disconnect()
      const long = gaps
        .map((gap) => ({ gap, ms: gap.busyUs / 1000 }))
        .filter(({ ms }) => ms >= leastMs)
        .sort((a, b) => b.ms - a.ms)
      return long.map(({ gap, ms }) => ({ ms, where: whereIn(profile as Profile, gap) }))
    },
  }
}

const nowUs = (): number => Number(process.hrtime.bigint() / 1000n)

function busyUs(): number {
  const { user, system } = process.threadCpuUsage()
  return user + system
}

interface Profile {
  startTime: number
  samples: number[]
  timeDeltas: number[]
  nodes: {
    id: number
    children?: number[]
    callFrame: { functionName: string; url: string; lineNumber: number }
  }[]
}

/** Inclusive milliseconds of each function in a gap, the most first. */
function whereIn(profile: Profile, { fromUs, toUs }: Gap): string[] {
  const parents = new Map<number, number>()
  const names = new Map<number, string>()
  for (const { id, children = [], callFrame } of profile.nodes) {
    names.set(
      id,
      `${callFrame.functionName || '(anonymous)'} ${callFrame.url.split('/').slice(-2).join('/')}:${callFrame.lineNumber + 1}`,
    )
    for (const child of children) parents.set(child, id)
  }
  const total = new Map<string, number>()
  let at = profile.startTime
  profile.samples.forEach((sample, i) => {
    const delta = profile.timeDeltas[i] ?? 0
    at += delta
    if (at < fromUs || at > toUs) return
    const seen = new Set<string>()
    for (let id: number | undefined = sample; id !== undefined; id = parents.get(id))
      seen.add(names.get(id) ?? '?')
    for (const name of seen) total.set(name, (total.get(name) ?? 0) + delta)
  })
  return [...total]
    .filter(([name]) => !name.startsWith('(root)'))
    .sort((a, b) => b[1] - a[1])
    .slice(0, 14)
    .map(([name, us]) => `${(us / 1000).toFixed(0).padStart(6)} ms  ${name}`)
}
