// Thirty kills of a working node; `npm run test:crash` makes a thousand.
import { expect, test } from 'vitest'
import { temporaryFolder } from '../helpers/temporary-home.ts'
import { crashLoop, roundsPerHome, type CrashLoopResult } from './crash-loop.ts'

const rounds = 6 * roundsPerHome
const half = rounds / 2

test(
  'a node that is killed again and again has everything it acknowledged',
  { timeout: 900_000 },
  async () => {
    // Two halves beside each other: who is killed and who checks wait for each other, and there are two cores.
    const halves = await Promise.all(
      [0, half].map(async (from) =>
        crashLoop({ folder: await temporaryFolder(), seed: 20_261, from, rounds: from + half }),
      ),
    )
    const sum = (of: (one: CrashLoopResult) => number | undefined): number =>
      halves.reduce((all, one) => all + (of(one) ?? 0), 0)
    expect(sum(({ kills }) => kills)).toBe(rounds)
    // What was to be cut off was there to be cut off.
    expect(sum(({ checks }) => checks)).toBeGreaterThan(rounds / 2)
    for (const kind of ['add', 'import', 'merge', 'pull', 'payload', 'fork', 'switch'])
      expect(
        sum(({ acknowledged }) => acknowledged[kind]),
        kind,
      ).toBeGreaterThan(0)
    expect(new Set(halves.flatMap(({ cutOff }) => Object.keys(cutOff))).size).toBeGreaterThan(3)
  },
)
