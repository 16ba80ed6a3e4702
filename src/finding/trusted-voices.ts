/** Who may answer a question: every voice in the index that is trusted far enough, the most trusted first. */
import type { CubeVoice, RecallIndex } from '../recall/index.ts'
import { type Hears, type CubeRecord, isAtLeast, tiers, type Tier, parseVoice } from '../cubes/index.ts'

/** @param records the cubes that may answer, under the names that the index has for them */
export async function speakersIn(
  node: Hears,
  index: RecallIndex,
  records: ReadonlyMap<string, CubeRecord>,
  lowest: Tier,
): Promise<CubeVoice[]> {
  const order = [...records.keys()]
  const found: { speaker: CubeVoice; rank: number; place: number }[] = []
  for (const speaker of await index.voices()) {
    const record = records.get(speaker.cube)
    if (record === undefined) continue
    const tier = await node.voices.tier(record, parseVoice(speaker.voice))
    if (isAtLeast(tier, lowest))
      found.push({ speaker, rank: tiers.indexOf(tier), place: order.indexOf(speaker.cube) })
  }
  return found.sort((a, b) => a.rank - b.rank || a.place - b.place).map(({ speaker }) => speaker)
}
