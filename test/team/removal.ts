/** What a removal takes: until the others have the next epoch, and until the last connection with who was removed is closed. */
import { setTimeout as wait } from 'node:timers/promises'
import type { Person } from './person.ts'

const lookMs = 50
const deadlineMs = 60_000

export interface Removal {
  /** All that was measured, in ms. */
  times: number[]
  /** For people. */
  line: string
}

/** @param removed who is removed, on each machine where the home is; by name of the first */
export async function removal(
  admin: Person,
  members: readonly Person[],
  removed: readonly Person[],
  swarm: string,
): Promise<Removal> {
  const before = await Promise.all(removed.map((one) => peersOf(one, swarm)))
  const startMs = performance.now()
  const watched = Promise.all([
    Promise.all(members.map((one) => passed(startMs, async () => (await epochOf(one, swarm)) >= 2))),
    Promise.all(
      removed.flatMap((one, index) =>
        before[index]!.map((peer) =>
          passed(startMs, async () => !(await peersOf(one, swarm)).includes(peer)),
        ),
      ),
    ),
  ])
  await admin.does('swarm-remove', { swarm, author: removed[0]!.name })
  const [epochs, cuts] = await watched
  return {
    times: [...epochs, ...cuts],
    line:
      `removal, ${members.length} members there: next epoch at each after ${spread(epochs)}; ` +
      `its ${cuts.length} connections closed after ${spread(cuts)}\n`,
  }
}

/** The middle and the longest of some times. */
function spread(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b).map((ms) => Math.round(ms))
  return `${sorted[(sorted.length - 1) >> 1] ?? 0} ms (median), ${sorted.at(-1) ?? 0} ms (longest)`
}

async function passed(startMs: number, check: () => Promise<boolean>): Promise<number> {
  while (!(await check())) {
    if (performance.now() - startMs > deadlineMs) throw new Error('a removal did not reach everybody in time')
    await wait(lookMs)
  }
  return performance.now() - startMs
}

async function peersOf(one: Person, swarm: string): Promise<string[]> {
  const { answer } = await one.asks('peers', { swarm })
  return ((answer?.peers ?? []) as { peerId: string }[]).map(({ peerId }) => peerId)
}

async function epochOf(one: Person, swarm: string): Promise<number> {
  const { swarms } = await one.does('swarm-list')
  return (swarms as { name: string; epoch: number }[]).find(({ name }) => name === swarm)?.epoch ?? 0
}
