/** Part two: one host publishes signed heads, all others follow the cube. */
import { setTimeout as wait } from 'node:timers/promises'
import { Crowd } from '../../../test/network/crowd/crowd.ts'
import { follow, type Followed } from '../../../test/network/crowd/follower.ts'
import { notes, SampleCube } from '../../../test/protocols/sample.ts'
import { describeMs, memoryMib, percentile, seconds } from './report.ts'

/** A mesh needs that long to form (`ANNOUNCE_LIMITS.meshMs`), and a host looks for others a second after its start. */
const SETTLE_MS = 10_000
const BETWEEN_HEADS_MS = 1_000
const DEADLINE_MS = 60_000
const MEMORIES = 100
/** From promises.md. */
const PROMISED_MS = 500
const DAY_MS = 86_400_000

export async function measureGossip({
  followers: count,
  heads,
}: {
  followers: number
  heads: number
}): Promise<void> {
  const crowd = new Crowd()
  const cube = new SampleCube()
  await cube.commit(notes(MEMORIES))
  const started = performance.now()
  const at: Followed[] = []
  await crowd.grow(count + 1, (one) => at.push(follow(one, cube, at.length === 0 ? cube.store : undefined)))
  const [publisher, ...followers] = at as [Followed, ...Followed[]]
  await wait(SETTLE_MS)
  console.log(`  ${count + 1} hosts follow a cube after ${seconds(started)} s, ${memoryMib()} MiB`)
  const accepted: number[] = []
  const pulled: number[] = []
  for (let seq = 1; seq <= heads; seq++) {
    if (seq > 1) await cube.commit({ 'notes/00000': `said anew: ${seq}` })
    const { bytes } = cube.head(seq, { expires: Date.now() + DAY_MS })
    publisher.has(bytes)
    publisher.announce.raise(cube.id.toString(), { author: cube.author.publicKey, seq, head: bytes })
    const published = performance.now()
    publisher.announce.publish({ id: String(seq), cube: cube.id, bytes })
    await arrived(followers, seq)
    const since = (times: Map<number, number>): number => (times.get(seq) ?? Infinity) - published
    // The first one is pulled whole by all of them; what is told of are changes.
    if (seq > 1) pulled.push(...followers.map((one) => since(one.pulled)))
    const times = followers.map((one) => since(one.accepted))
    accepted.push(...times)
    const over = times.filter((ms) => ms > PROMISED_MS).length
    console.log(`  head ${seq}: ${describeMs(times)}, ${over} over ${PROMISED_MS} ms`)
    await wait(BETWEEN_HEADS_MS)
  }
  const lost = accepted.filter((ms) => ms === Infinity).length
  const kept = percentile(accepted, 0.95) <= PROMISED_MS ? 'kept' : 'NOT KEPT'
  console.log(`  ${heads} heads to ${count} hosts, ${lost} of ${accepted.length} did not arrive`)
  console.log(`  accepted: ${describeMs(accepted)}   promised p95 of ${PROMISED_MS} ms: ${kept}`)
  console.log(`  pulled and verified, ${MEMORIES} memories: ${describeMs(pulled)}`)
  await crowd.close()
}

/** Until all have pulled it, or the time is over. */
async function arrived(followers: readonly Followed[], seq: number): Promise<void> {
  const deadline = performance.now() + DEADLINE_MS
  while (performance.now() < deadline && followers.some(({ pulled }) => !pulled.has(seq))) await wait(20)
}
