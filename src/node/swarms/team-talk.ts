/** What this member says to others of the swarm and hears from them, on whichever host they are connected. */
import type { CID } from 'multiformats/cid'
import { parseCid } from '../../core/codec/index.ts'
import type { TeamMessage, TeamPorts } from '../../protocols/index.ts'
import type { NodeContext } from '../context.ts'
import { Places } from './places.ts'
import { peerIdOf, type Place, type Team } from './team.ts'
import { TwinWatch } from './twin-watch.ts'

/** Addresses of one member, and of an answer at the door. */
export const maxAddresses = 16
const addressesTold = 8

/** The cubes that one host is for. */
export interface Offers {
  /** Cubes that are offered there. */
  offered(): string[]
  /** A peer there said that these are there. */
  seen(cubes: readonly string[]): void
}

export class TeamTalk {
  readonly places: Places
  readonly watch: TwinWatch
  readonly #node: NodeContext
  readonly #team: Team
  readonly #session: Uint8Array
  readonly #own: () => Place

  /** @param own where this member can be reached @param known places that were kept */
  constructor(node: NodeContext, team: Team, own: () => Place, known: Places) {
    this.#node = node
    this.#team = team
    this.#own = own
    this.#session = node.random(16)
    this.places = known
    this.watch = new TwinWatch(node.peerId, (peerId) => this.#tellTwin(peerId))
  }

  /** The ports of the team protocol on a host. */
  ports(offers: () => Offers | undefined): TeamPorts {
    return {
      say: (peerId, have) => this.#say(peerId, have, offers()?.offered() ?? []),
      hear: async (peerId, message) => {
        const isNews = await this.#hear(peerId, message)
        offers()?.seen(message.cubes.map(String))
        return isNews
      },
    }
  }

  /** Addresses of this member and of others, as a door tells them: of each the first, its own first. */
  told(): Place {
    const own = this.#own()
    const others = this.#team
      .roster()
      .members.map((one) => peerIdOf(one))
      .filter((peerId) => peerId !== this.#node.peerId)
      .map((peerId) => this.places.get(peerId))
    const first = (mine: string[], theirs: string[][]): string[] =>
      [...mine, ...theirs.flatMap(([address]) => address ?? [])].slice(0, maxAddresses)
    return {
      doors: first(
        own.doors,
        others.map(({ doors }) => doors),
      ),
      hosts: first(
        own.hosts,
        others.map(({ hosts }) => hosts),
      ),
    }
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
      const place = id === this.#node.peerId ? this.#own() : this.places.get(id)
      return {
        peer: one.peer,
        doors: place.doors.slice(0, addressesTold),
        hosts: place.hosts.slice(0, addressesTold),
      }
    })
    return {
      session: this.#session,
      have: tips,
      events: page,
      more,
      places: places.filter(({ doors, hosts }) => doors.length + hosts.length > 0),
      cubes: cubes.map(parseCid),
      twin: this.watch.twins.has(peerId),
    }
  }

  async #hear(peerId: string, message: TeamMessage): Promise<boolean> {
    this.watch.note(peerId, message.session, message.twin)
    const isNews = await this.#team.take(message.events)
    if (this.places.learn(peerId, message.places, this.#team)) await this.savePlaces()
    return isNews
  }

  #tellTwin(peerId: string): void {
    const message = `two machines speak as ${peerId} in the swarm ${this.#team.name}: its home was copied`
    this.#node.log.warn({ swarm: this.#team.id, peerId }, message)
    this.#node.events.emit('refused', { peerId, code: 'ERR_CONFLICT', message })
  }
}
