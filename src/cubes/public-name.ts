/** What others read of a person in a commit. */
import { formatDid } from '../core/identity/index.ts'
import type { Membership } from './needs.ts'

/** Of a key, these last characters tell two people apart: 46 bits. */
export const keyTailChars = 8

/** The end of a key: its beginning is the same for all. */
export function tailOf(did: string): string {
  return `…${did.slice(-keyTailChars)}`
}

/** The name that a member of the swarm goes by, else the end of the key. A nickname is nobody's business. */
export function publicNameOf({ team }: Membership, did: string): string {
  const member = team?.roster().members.find(({ key }) => formatDid(key) === did)
  return member?.name ?? tailOf(did)
}
