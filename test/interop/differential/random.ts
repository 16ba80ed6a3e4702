/** What is drawn from a stream of numbers that a seed decides. */
import { createRandom } from '../../../scripts/bench/shared/random.ts'

export interface Random {
  /** 0 to `below`, which is left out. */
  int(below: number): number
  pick<T>(all: readonly T[]): T
  chance(percent: number): boolean
}

export function randomFrom(seed: number): Random {
  const next = createRandom(seed)
  const int = (below: number): number => Math.floor(next() * below)
  return { int, pick: (all) => all[int(all.length)] as never, chance: (percent) => int(100) < percent }
}

/** One to four small changes: a bit, a byte, a cut, a part twice, a byte more. */
export function mutate(random: Random, bytes: Uint8Array): Uint8Array {
  let changed = Buffer.from(bytes)
  for (let left = 1 + random.int(4); left > 0; left--) {
    const at = random.int(changed.length + 1)
    const to = at + random.int(8)
    const changes: (() => Buffer)[] = [
      () => {
        if (at < changed.length) changed[at]! ^= 1 << random.int(8)
        return changed
      },
      () => {
        if (at < changed.length)
          changed[at] = random.pick([0, 0x17, 0x18, 0x40, 0x60, 0x80, 0xa0, 0xd8, 0xf6, 0xfb, 0xff])
        return changed
      },
      () => Buffer.concat([changed.subarray(0, at), changed.subarray(to)]),
      () => Buffer.concat([changed.subarray(0, to), changed.subarray(at)]),
      () => Buffer.concat([changed.subarray(0, at), Buffer.of(random.int(256)), changed.subarray(at)]),
    ]
    changed = Buffer.from(random.pick(changes)())
  }
  return Uint8Array.from(changed)
}
