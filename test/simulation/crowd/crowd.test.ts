/** A small crowd with fixed seeds; `npm run test:simulation -- --nodes 10000` is the large one. */
import { expect, it } from 'vitest'
import { crowdFigures } from './figures.ts'

const small = { nodes: 60, cubes: 20, loss: 0.1 }

it.each([1, 2])(
  'a crowd that agrees says little, and comes together after a partition (seed %i)',
  async (seed) => {
    const { links, quiet, changing, missed, behindAtHeal, healedS } = await crowdFigures(
      { ...small, seed, compares: true },
      30_000,
    )
    // Every 15 s, with each link: the stream, a question and its answer. One that is under way as the clock begins or ends counts in part.
    expect(quiet.syncFrames / (links * 240 * 3)).toBeCloseTo(1, 2)
    expect(quiet.syncBytes / quiet.syncFrames).toBeLessThan(60)
    expect(quiet.gossipMessages).toBe(0)
    expect(changing.syncBytes).toBeLessThan(2 * quiet.syncBytes)
    expect(missed).toBe(0)
    expect(behindAtHeal).toBeGreaterThan(0)
    expect(healedS).toBeLessThanOrEqual(60)
  },
)

it('says a tenth of what asking for every head says', async () => {
  const byAsking = await crowdFigures({ ...small, seed: 1, compares: false }, 30_000)
  const byComparing = await crowdFigures({ ...small, seed: 1, compares: true }, 30_000)
  expect(byAsking.missed).toBe(0)
  expect(byComparing.quiet.syncBytes).toBeLessThan(byAsking.quiet.syncBytes / 10)
})
