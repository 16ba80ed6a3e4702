// Fifty kills of a working node; `npm run test:crash` makes a thousand.
import { expect, test } from 'vitest'
import { temporaryFolder } from '../helpers/temporary-home.ts'
import { crashLoop } from './crash-loop.ts'

const rounds = 50

test(
  'a node that is killed again and again has everything it acknowledged',
  { timeout: 900_000 },
  async () => {
    const folder = await temporaryFolder()
    const { kills, checks, acknowledged, cutOff } = await crashLoop({ folder, seed: 20_261, rounds })
    expect(kills).toBe(rounds)
    // What was to be cut off was there to be cut off.
    expect(checks).toBeGreaterThan(rounds / 2)
    for (const kind of ['add', 'import', 'merge', 'pull', 'payload', 'fork', 'switch'])
      expect(acknowledged[kind]).toBeGreaterThan(0)
    expect(Object.keys(cutOff).length).toBeGreaterThan(3)
  },
)
