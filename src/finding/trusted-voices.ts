/**
 * Who may answer a question: every voice in the index that is trusted far enough, the most trusted first. Of who is blocked
 * nothing is shown, whatever tier is asked.
 */
import type { CubeVoice, RecallIndex } from '../recall/index.ts'
import {
  type Hears,
  type CubeRecord,
  isAtLeast,
  isOneBlocked,
  tiers,
  type Tier,
  type Trust,
  parseVoice,
} from '../cubes/index.ts'

/** @param records the cubes that may answer, under the names that the index has for them */
export async function speakersIn(
  node: Hears & Trust,
  index: RecallIndex,
  records: ReadonlyMap<string, CubeRecord>,
  lowest: Tier,
): Promise<CubeVoice[]> {
  const order = [...records.keys()]
  const found: { speaker: CubeVoice; rank: number; place: number }[] = []
  for (const speaker of await index.voices()) {
    const record = records.get(speaker.cube)
    if (record === undefined) continue
    const voice = parseVoice(speaker.voice)
    const tier = await node.voices.tier(record, voice)
    const isBlocked =
      tier === 'quarantined' &&
      (await isOneBlocked(
        node,
        voice.map(({ author }) => author),
      ))
    if (isAtLeast(tier, lowest) && !isBlocked)
      found.push({ speaker, rank: tiers.indexOf(tier), place: order.indexOf(speaker.cube) })
  }
  return found.sort((a, b) => a.rank - b.rank || a.place - b.place).map(({ speaker }) => speaker)
}
