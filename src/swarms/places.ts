/** Where members of a swarm can be reached, as they told and as others told of them. */
import { base58btc } from 'multiformats/bases/base58'
import type { MemberPlace } from '../protocols/index.ts'
import { peerIdOf, type MemberAddresses, type Team } from './team.ts'

/** Addresses of one member that are kept. */
const maxAddresses = 8

/** The peer id at the end of an address; undefined where there is none. */
export function peerIn(address: string): string | undefined {
  return /\/p2p\/([1-9A-HJ-NP-Za-km-z]{30,64})$/.exec(address)?.[1]
}

/** The node key that a peer id is made of; undefined for one of another kind of key. */
export function peerKey(peerId: string): Uint8Array | undefined {
  try {
    const bytes = base58btc.baseDecode(peerId)
    return bytes.length === 38 ? bytes.slice(6) : undefined
  } catch {
    return undefined
  }
}

/** As it is kept. */
export interface KnownPlace extends MemberAddresses {
  /** The member said so itself. */
  own?: true
}

/** Addresses by the peer that they lead to. */
export class Places {
  readonly #known: Map<string, KnownPlace>

  constructor(known: Iterable<[string, KnownPlace]> = []) {
    this.#known = new Map(known)
  }

  get(peerId: string): MemberAddresses {
    return this.#known.get(peerId) ?? { doors: [], hosts: [] }
  }

  /**
   * What a member says of itself replaces what was known. What others say of one that did not speak yet is added behind it:
   * they may know one of several addresses, an old one, or a lie. @returns whether it changed
   */
  learn(from: string, places: readonly MemberPlace[], team: Pick<Team, 'roster'>): boolean {
    const members = new Map(
      team.roster().members.map((one) => [Buffer.from(one.peer).toString('hex'), peerIdOf(one)]),
    )
    let isNew = false
    for (const { peer, doors, hosts } of places) {
      const peerId = members.get(Buffer.from(peer).toString('hex'))
      if (peerId === undefined || (peerId !== from && this.#known.get(peerId)?.own === true)) continue
      const place = { doors: doors.filter(leadsTo(peerId)), hosts: hosts.filter(leadsTo(peerId)) }
      // A member that is about to stop names no address. It comes back at the old one, which is kept.
      if (place.doors.length + place.hosts.length === 0) continue
      isNew =
        (peerId === from ? this.#set(peerId, { ...place, own: true }) : this.#mix(peerId, place)) || isNew
    }
    return isNew
  }

  /**
   * Addresses that a door gave. Those of who answered there come first; of others the older half stays, so that nobody's
   * place is lost by what somebody else says of it. @param isMember whose places are kept @returns whether anything was new
   */
  add(
    doors: readonly string[],
    hosts: readonly string[],
    {
      from,
      isMember = () => true,
    }: { from?: string | undefined; isMember?: (peerId: string) => boolean } = {},
  ): boolean {
    let isNew = false
    for (const peerId of new Set([...doors, ...hosts].map(peerIn))) {
      if (peerId === undefined || !isMember(peerId)) continue
      const place = { doors: doors.filter(leadsTo(peerId)), hosts: hosts.filter(leadsTo(peerId)) }
      isNew = this.#mix(peerId, place, peerId === from ? 0 : undefined) || isNew
    }
    return isNew
  }

  entries(): [string, KnownPlace][] {
    return [...this.#known]
  }

  /** Puts what was told behind so many addresses that were known, and before the others. */
  #mix(peerId: string, told: MemberAddresses, stays = maxAddresses / 2): boolean {
    const known: KnownPlace = this.get(peerId)
    const mixed = (addresses: readonly string[], before: readonly string[]): string[] => [
      ...new Set([...before.slice(0, stays), ...addresses, ...before.slice(stays)]),
    ]
    const place = { doors: mixed(told.doors, known.doors), hosts: mixed(told.hosts, known.hosts) }
    return this.#set(peerId, { ...known, ...place })
  }

  #set(peerId: string, { doors, hosts, ...more }: KnownPlace): boolean {
    const place = { doors: doors.slice(0, maxAddresses), hosts: hosts.slice(0, maxAddresses), ...more }
    if (JSON.stringify(place) === JSON.stringify(this.#known.get(peerId))) return false
    this.#known.set(peerId, place)
    return true
  }
}

function leadsTo(peerId: string): (address: string) => boolean {
  return (address) => peerIn(address) === peerId
}
