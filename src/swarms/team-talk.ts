/** What this member says to others of the swarm and hears from them, on whichever host they are connected. */
import type { CID } from 'multiformats/cid'
import { bytesEqual, encode, parseCid } from '../core/codec/index.ts'
import { TEAM_LIMITS, type MemberPlace, type TeamMessage, type TeamPorts } from '../protocols/index.ts'
import type { Tells } from '../cubes/index.ts'
import type { Chance, Logs, OnPeer, Stored } from '../home/index.ts'
import { Places } from './places.ts'
import { peerIdOf, type MemberAddresses, type Team } from './team.ts'
import { TwinWatch } from './twin-watch.ts'

/** Addresses of one member, and of an answer at the door. */
export const maxAddresses = 16
/** Fewer than this always fit: 64 members with eight doors and hosts each are too much. Guess. */
const turnedFrom = 16

/** The cubes that one host is for. */
export interface Offers {
  /** Cubes that are offered there. */
  offered(): string[]
  /** A peer there said that these are there. */
  seen(peerId: string, cubes: readonly string[]): void
}

const firstOf = (addresses: readonly string[]): string[] => addresses.slice(0, TEAM_LIMITS.maxAddresses)

/** Of places with any address as many as a message has room for. Pure. */
export function fittingPlaces(places: readonly MemberPlace[]): MemberPlace[] {
  let bytes = 0
  return places.filter((place) => {
    const { doors, hosts } = place
    if (doors.length + hosts.length === 0) return false
    const more = encode(place).length
    if (bytes + more > TEAM_LIMITS.maxPlaceBytes) return false
    bytes += more
    return true
  })
}

/** As many as an answer at a door has room for: all its own, then the first of each other, the second of each. Pure. */
export function placesAtDoor(own: MemberAddresses, others: readonly MemberAddresses[]): MemberAddresses {
  const told = (kind: keyof MemberAddresses): string[] => {
    const theirs = others.map((place) => place[kind])
    const most = Math.max(0, ...theirs.map(({ length }) => length))
    const byRank = Array.from({ length: most }, (_, rank) => theirs.flatMap((one) => one[rank] ?? []))
    return [...own[kind], ...byRank.flat()].slice(0, maxAddresses)
  }
  return { doors: told('doors'), hosts: told('hosts') }
}

interface Needs extends OnPeer, Stored, Tells, Logs, Chance {}

export class TeamTalk {
  readonly places: Places
  readonly watch: TwinWatch
  readonly #node: Needs
  readonly #team: Team
  readonly #session: Uint8Array
  readonly #own: () => MemberAddresses

  /** @param own where this member can be reached @param known places that were kept */
  constructor(node: Needs, team: Team, own: () => MemberAddresses, known: Places) {
    this.#node = node
    this.#team = team
    this.#own = own
    this.#session = node.random(16)
    this.places = known
    this.watch = new TwinWatch(node.peerId, (peerId, by) => this.#tellTwin(peerId, by))
  }

  /** The ports of the team protocol on a host. */
  ports(offers: () => Offers | undefined): TeamPorts {
    return {
      say: (peerId, have) => this.#say(peerId, have, offers()?.offered() ?? []),
      hear: async (peerId, message) => {
        const isNews = await this.#hear(peerId, message)
        offers()?.seen(peerId, message.cubes.map(String))
        return isNews
      },
    }
  }

  /** Addresses of this member and of others, as a door tells them. */
  told(): MemberAddresses {
    const others = this.#team
      .roster()
      .members.map((one) => peerIdOf(one))
      .filter((peerId) => peerId !== this.#node.peerId)
    return placesAtDoor(
      this.#own(),
      others.map((peerId) => this.places.get(peerId)),
    )
  }

  savePlaces(): Promise<void> {
    const value = { known: this.places.entries() }
    return this.#node.store.commit({ put: [{ space: 'membership', key: 'places', value }] })
  }

  #say(peerId: string, have: readonly CID[] | undefined, cubes: readonly string[]): TeamMessage {
    const { page, more } = have === undefined ? { page: [], more: false } : this.#team.page(have)
    const { members, tips } = this.#team.roster()
    const places = members.map((one) => {
      const id = peerIdOf(one)
      const { doors, hosts } = id === this.#node.peerId ? this.#own() : this.places.get(id)
      return { peer: one.peer, doors: firstOf(doors), hosts: firstOf(hosts) }
    })
    const isOwn = ({ peer }: MemberPlace): boolean => bytesEqual(peer, this.#team.keys.peer)
    return {
      session: this.#session,
      have: tips.slice(0, TEAM_LIMITS.maxHave),
      events: page,
      more,
      places: fittingPlaces([...places.filter(isOwn), ...this.#turned(places.filter((one) => !isOwn(one)))]),
      cubes: this.#turned(cubes).slice(0, TEAM_LIMITS.maxCubes).map(parseCid),
      twin: this.watch.twins.has(peerId),
    }
  }

  /** The list from somewhere on: where not all fits into one message, the next one has others. */
  #turned<T>(all: readonly T[]): T[] {
    const [high = 0, low = 0] = this.#node.random(2)
    const at = all.length < turnedFrom ? 0 : (high * 256 + low) % all.length
    return [...all.slice(at), ...all.slice(0, at)]
  }

  async #hear(peerId: string, message: TeamMessage): Promise<boolean> {
    this.watch.note(peerId, message.session, message.twin)
    const isNews = await this.#team.take(message.events)
    if (this.places.learn(peerId, message.places, this.#team)) await this.savePlaces()
    return isNews
  }

  /** @param by the member that says so of this one; undefined for another peer, of which this one saw it */
  #tellTwin(peerId: string, by?: string): void {
    const message =
      by === undefined
        ? `two machines speak as ${peerId} in the swarm ${this.#team.name}: its home was copied`
        : `${by} says that two machines speak with the keys of this home in the swarm ${this.#team.name}: it was copied`
    this.#node.log.warn({ swarm: this.#team.id, peerId, by }, message)
    this.#node.events.emit('refused', { peerId, code: 'ERR_CONFLICT', message })
  }
}
