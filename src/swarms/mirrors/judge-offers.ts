/**
 * What peers offer as mirrors, judged by genesis and head alone, before anything of it is fetched: what cannot be a mirror
 * of a member fills no disk. Pure.
 */
import { isMirrorGenesis } from '../../core/sealed/index.ts'
import { formatDid } from '../../core/identity/index.ts'
import type { Offer } from '../../sharing/index.ts'
import { everWrote } from '../../cubes/index.ts'
import type { Team } from '../team.ts'

export interface OfferedMirror {
  /** `did:key`. */
  author: string
  /** The newest head, and who offers it or an older one: the newest first. */
  seq: number
  peers: string[]
}

/** @returns by mirror; undefined for what nobody can have made who may write, or might once */
export function judgeOffers(
  offers: readonly Offer[],
  team: Pick<Team, 'charter' | 'roster'>,
): Map<string, OfferedMirror | undefined> {
  const judged = new Map<string, OfferedMirror | undefined>()
  const newestFirst = [...offers].sort((a, b) => b.head.seq - a.head.seq)
  for (const { cube, genesis, head, peerId, rosters } of newestFirst) {
    const id = cube.toString()
    const [author] = genesis.authors
    const known = judged.get(id)
    if (known !== undefined) {
      if (!known.peers.includes(peerId)) known.peers.push(peerId)
      continue
    }
    const isMade = isMirrorGenesis(genesis) && rosters === undefined && everWrote(team, author!)
    judged.set(id, isMade ? { author: formatDid(author!), seq: head.seq, peers: [peerId] } : undefined)
  }
  return judged
}
