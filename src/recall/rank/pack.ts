/** Packs passages into a token budget, best first, and says what was left out and why. Pure. */
import type { LeftOut, Packed, PackedPassage } from '../recall.ts'

/** English is about 4 bytes a token in current tokenizers, Chinese about 3 bytes; an estimate, rounded up. */
const BYTES_PER_TOKEN = 4

export function estimateTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN)
}

/** A passage that does not fit is left out and smaller ones after it may still fit; the same words are packed once. */
export function packPassages(ranked: readonly Omit<PackedPassage, 'tokens'>[], budget: number): Packed {
  const passages: PackedPassage[] = []
  const leftOut: LeftOut[] = []
  const seen = new Map<string, string>()
  let used = 0
  for (const passage of ranked) {
    const tokens = estimateTokens(passage.text)
    const { cube, key, memory, offset } = passage
    const of = seen.get(passage.text)
    if (of !== undefined) leftOut.push({ cube, key, memory, offset, tokens, reason: 'duplicate', of })
    else if (used + tokens > budget)
      leftOut.push({ cube, key, memory, offset, tokens, reason: 'over-budget' })
    else {
      seen.set(passage.text, memory)
      used += tokens
      passages.push({ ...passage, tokens })
    }
  }
  return { passages, tokens: used, budget, leftOut }
}
