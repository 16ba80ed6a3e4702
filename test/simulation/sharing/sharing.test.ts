/** Five homes share a cube; whatever happens on the way, what was promised holds, and all come together. */
import { describe, expect, it } from 'vitest'
import { tellStory } from './story.ts'

/** `npm run test:simulation` tells 10,000. */
const seeds = Number(process.env['MEMCUBE_SEEDS'] ?? 500)

describe('homes that share a cube', () => {
  it(
    'keep every promise through crashes, lies and lost messages, and come together',
    { timeout: 3_600_000 },
    async () => {
      const broken: string[] = []
      for (let seed = 1; seed <= seeds; seed++)
        for (const what of (await tellStory(seed)).broken) broken.push(`seed ${seed}: ${what}`)
      expect(broken).toEqual([])
    },
  )
})
