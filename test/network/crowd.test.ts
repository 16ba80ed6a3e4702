/** Half a dozen real hosts on loopback: what holds of a crowd, in small. `npm run bench:hosts` has two hundred. */
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { topicCid } from '../../src/core/cube/index.ts'
import { notes, SampleCube } from '../protocols/sample.ts'
import { Crowd, type CrowdHost } from './crowd/crowd.ts'
import { lookUp, provideCube } from './crowd/finding.ts'
import { follow, type Followed } from './crowd/follower.ts'

const HOSTS = 6
const FOLLOWERS = 4
/** Each handshake of all of them takes this process, which may have little of the machine. */
const TEST_MS = 300_000
const DAY_MS = 86_400_000

async function crowdOf(count: number, prepare?: (one: CrowdHost) => void): Promise<Crowd> {
  const crowd = new Crowd()
  onTestFinished(() => crowd.close())
  await crowd.grow(count, prepare)
  return crowd
}

/** Asks until it is so; what keeps it from being so is shown by the time of the test. */
async function eventually(check: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await check())) await wait(50)
}

/** Whom of its peers a host knows to speak the protocols of hosts. */
function known({ host }: CrowdHost): number {
  return host.peers().filter(({ protocols }) => protocols.length > 0).length
}

describe('half a dozen hosts that know one of them', () => {
  it(
    'meet, and find a cube and its topic while one leaves and another comes',
    { timeout: TEST_MS },
    async () => {
      const crowd = await crowdOf(HOSTS)
      await eventually(() => crowd.living.every((one) => known(one) > 2))
      const [, provider] = crowd.living as [CrowdHost, CrowdHost]
      const cube = new SampleCube()
      const topic = topicCid('harbours')
      await provideCube(provider, cube.id, ['harbours'])
      const finds = async (one: CrowdHost, cid = cube.id): Promise<boolean> =>
        (await lookUp(one, cid, provider)).found
      await crowd.leave(crowd.living.at(-1)!)
      const fresh = await crowd.join()
      const living = crowd.living.filter((one) => one !== provider)
      expect(living).toHaveLength(HOSTS - 1)
      for (const one of living) await eventually(() => finds(one))
      await eventually(() => finds(fresh, topic))
    },
  )

  it('accept each head that one of them signs, and have what it names', { timeout: TEST_MS }, async () => {
    const cube = new SampleCube()
    await cube.commit(notes(20))
    const all: Followed[] = []
    await crowdOf(FOLLOWERS + 1, (one) =>
      all.push(follow(one, cube, all.length === 0 ? cube.store : undefined)),
    )
    const [at, ...followers] = all as [Followed, ...Followed[]]
    for (const seq of [1, 2, 3]) {
      if (seq > 1) await cube.commit({ 'notes/00000': `said anew: ${seq}` })
      const { bytes } = cube.head(seq, { expires: Date.now() + DAY_MS })
      at.has(bytes)
      at.announce.raise(cube.id.toString(), { author: cube.author.publicKey, seq, head: bytes })
      at.announce.publish({ id: String(seq), cube: cube.id, bytes })
      await eventually(() => followers.every(({ pulled }) => pulled.has(seq)))
      expect(followers.every(({ accepted }) => accepted.has(seq))).toBe(true)
    }
  })
})
