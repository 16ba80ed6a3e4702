/** A member that missed something asks at the doors of others. */
import type { Door } from '../network/index.ts'
import { parseDoorAnswer, signCatchUp, encodeDoorRequest, SWARM_LIMITS } from '../core/swarm/index.ts'
import { type Clock, NodeError } from '../home/index.ts'
import { peerIn, peerKey, type Places } from './places.ts'
import { peerIdOf, type Team } from './team.ts'

const maxPages = 64

interface CaughtUp {
  answer: 'told' | 'refused'
  /** Whether anything was new. */
  isNews: boolean
}

/** Asks at one door. @throws ERR_UNREACHABLE, ERR_TIMEOUT, ERR_UNVERIFIABLE */
export async function catchUpAt(
  deps: { node: Clock; team: Team; door: Door; places: Places },
  address: string,
  signal: AbortSignal,
): Promise<CaughtUp> {
  const { node, team, door, places } = deps
  const key = peerKey(peerIn(address) ?? '')
  if (key === undefined) throw new NodeError('ERR_INVALID_INPUT', `${address} names no member`)
  let isNews = false
  for (let page = 0; page < maxPages; page++) {
    const request = signCatchUp(
      {
        swarm: team.swarm,
        key: team.keys.key,
        door: key,
        peer: team.keys.peer,
        have: team.roster().tips.slice(0, SWARM_LIMITS.maxParents),
        time: node.nowMs(),
      },
      team.keys.secret,
    )
    const answer = await knock(door, address, encodeDoorRequest(request), signal)
    if (answer.t !== 'events') return { answer: 'refused', isNews }
    const isNewPage = await team.take(answer.events)
    const peers = new Set(team.roster().members.map((one) => peerIdOf(one)))
    const isMember = (peerId: string): boolean => peers.has(peerId)
    places.add(answer.doors, answer.hosts, { from: peerIn(address), isMember })
    isNews ||= isNewPage
    if (!answer.more || !isNewPage) break
  }
  return { answer: 'told', isNews }
}

/** One question and its answer. */
export function knock(
  door: Door,
  address: string,
  request: Uint8Array,
  signal: AbortSignal,
): Promise<ReturnType<typeof parseDoorAnswer>> {
  return door.knock(
    address,
    async (channel) => {
      await channel.write(request, { signal })
      const frame = await channel.read({ signal })
      if (frame === undefined)
        throw new NodeError('ERR_UNREACHABLE', `the door at ${address} was shut without an answer`)
      return parseDoorAnswer(Uint8Array.from(frame))
    },
    { signal },
  )
}
