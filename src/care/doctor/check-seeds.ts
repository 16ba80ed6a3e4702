/** Whether what is mirrored for others fits into what it may take. */
import { countOf } from '../../home/index.ts'
import type { Caching, Reads } from '../../cubes/index.ts'
import { showSeeds } from '../seeds/index.ts'
import { fine, wrong, type DoctorCheck } from './check.ts'

export async function checkSeeds(node: Reads & Caching): Promise<DoctorCheck> {
  const seeds = await showSeeds(node)
  if (seeds.length === 0) return fine('seeds', 'nothing is mirrored for others')
  const sum = (of: (one: (typeof seeds)[number]) => number): number =>
    seeds.reduce((total, one) => total + of(one), 0)
  const [bytes, maxBytes] = [sum((one) => one.bytes), sum((one) => one.maxBytes)]
  const { maxBytes: most } = await node.cache.usage()
  const full = seeds.filter(({ leftOut }) => leftOut > 0)
  if (most !== null && maxBytes > most)
    return wrong(
      'seeds',
      `all seeds together may take ${maxBytes} bytes, and cubes of others ${most}`,
      'raise it with `memcube config set cache.maxBytes`, or give seeds less with `memcube seed add WHAT --max-bytes N`',
    )
  const said = `mirrored for others: ${countOf(
    sum((one) => one.cubes),
    'cube',
  )}, ${bytes} of ${maxBytes} bytes`
  if (full.length === 0) return fine('seeds', said)
  return wrong(
    'seeds',
    `${said}; ${sum((one) => one.leftOut)} more were offered and did not fit: ${full.map(({ kind, what }) => `${kind} ${what}`).join(', ')}`,
    'give a seed more with `memcube seed add WHAT --max-bytes N`, or leave it so: each author has a fair share of what there is',
  )
}
