/** A cube provided and looked up by the code that publishes and discovers: what of a crowd finds it. */
import type { CID } from 'multiformats/cid'
import { dialProviders } from '../../../src/sharing/candidates.ts'
import { createSeeding } from '../../../src/sharing/seeding.ts'
import type { CrowdHost } from './crowd.ts'

export interface Found {
  /** Whether the lookup named the provider and it was reached. */
  found: boolean
  /** Until the lookup was over. */
  ms: number
}

/** Says who has a cube and its topics, as publishing does. */
export async function provideCube({ host }: CrowdHost, cube: CID, topics: string[]): Promise<void> {
  const log = { debug() {} }
  await createSeeding({ host, log }).update({ cube: cube.toString(), info: { topics } }, true)
}

/** Looks for who has it, as `discover` and `pull` do. */
export async function lookUp({ host }: CrowdHost, cid: CID, provider: CrowdHost): Promise<Found> {
  const started = performance.now()
  const signal = AbortSignal.timeout(30_000)
  const providers = await host
    .reached({ signal })
    .then(() => dialProviders({ host }, cid, signal))
    .catch(() => [])
  return {
    found: providers.some(({ peerId }) => peerId === provider.host.peerId),
    ms: performance.now() - started,
  }
}
