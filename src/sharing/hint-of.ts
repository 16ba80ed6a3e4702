/** What a peer is told of a cube beside what is signed. */
import type { CubeInfo } from '../core/cube/index.ts'
import { SYNC_LIMITS, type CubeHint } from '../protocols/index.ts'

/** A cube may say more of itself than a hint holds. What does not fit is left out: a puller refuses the whole answer for it. */
export function hintOf({ about, topics, licence }: CubeInfo, memories: number): CubeHint {
  const { maxAboutBytes, maxLicenceBytes } = SYNC_LIMITS
  return {
    ...(fits(about, maxAboutBytes) && { about }),
    topics,
    ...(fits(licence, maxLicenceBytes) && { licence }),
    memories,
  }
}

function fits(text: string | undefined, most: number): text is string {
  return text !== undefined && text !== '' && Buffer.byteLength(text) <= most
}
