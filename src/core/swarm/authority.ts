/**
 * Who may do what at an event, by what lies behind it, and which removals take effect when several were signed at the
 * same time. Pure. Spec: protocols/swarm/spec.md, "What counts".
 */
import { isBehind, type Placed } from './event-graph.ts'
import { ROLES, type MembershipEvent, type Role } from './membership-event.ts'
import type { Charter } from './charter.ts'

/** How senior an admin is: the place of what made them one. Smaller is more senior; the founder is before all. */
interface Rank {
  depth: number
  id: string
}

const FOUNDER: Rank = { depth: -1, id: '' }

/** By depth, then by the text of the CID: negative where `a` is the more senior. */
export function compareRanks(a: Rank, b: Rank): number {
  return a.depth - b.depth || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
}

/** A key as the name of its holder in maps: hex. */
export const nameOf = (key: Uint8Array): string => Buffer.from(key).toString('hex')

/** Whose role an event says, and which. */
export function settingOf({ change }: MembershipEvent): { key: string; role: Role } | undefined {
  if (change.kind === 'add') return { key: nameOf(change.join.key), role: change.role }
  return change.kind === 'role' ? { key: nameOf(change.key), role: change.role } : undefined
}

/** Whose rights an event takes, wholly or as an admin. */
export function targetOf({ change }: MembershipEvent): string | undefined {
  if (change.kind === 'remove') return nameOf(change.key)
  return change.kind === 'role' && change.role !== 'admin' ? nameOf(change.key) : undefined
}

/** Whether somebody takes themselves out, which needs no right. */
export function isLeave(event: MembershipEvent): boolean {
  return event.change.kind === 'remove' && targetOf(event) === nameOf(event.author)
}

/** Whether an event may hang on a removal: its author is whom the removal takes rights from, and it was not there first. */
export function threatens(removal: Placed, event: Placed): boolean {
  return (
    removal !== event &&
    targetOf(removal.event) === nameOf(event.event.author) &&
    !isBehind(event, removal) &&
    !isLeave(event.event)
  )
}

/** Whether a removal in effect makes an event void. A lesser role speaks for what follows it as any role does. */
function voids(removal: Placed, event: Placed): boolean {
  const isFollowed = removal.event.change.kind === 'role' && isBehind(removal, event)
  return !isFollowed && threatens(removal, event)
}

/** The log with what is asked of it again and again. */
export class Authority {
  readonly placed: readonly Placed[]
  readonly #founder: string
  /** Events that say the role of a key, in order. */
  readonly #settings = new Map<string, Placed[]>()
  readonly #ranks = new Map<Placed, Rank | undefined>()

  constructor(charter: Charter, placed: readonly Placed[]) {
    this.placed = placed
    this.#founder = nameOf(charter.founder.key)
    for (const one of placed) {
      const setting = settingOf(one.event)
      if (setting === undefined) continue
      const list = this.#settings.get(setting.key)
      if (list === undefined) this.#settings.set(setting.key, [one])
      else list.push(one)
    }
  }

  /** What says the role of a key, behind `event` or anywhere. */
  settings(key: string, event?: Placed): Placed[] {
    const all = this.#settings.get(key) ?? []
    return event === undefined ? all : all.filter((one) => isBehind(one, event))
  }

  /** The rank of the author, if he could have been an admin there at all; leaves need none. */
  rank(event: Placed): Rank | undefined {
    if (this.#ranks.has(event)) return this.#ranks.get(event)
    const rank = this.rankOf(nameOf(event.event.author), this.settings(nameOf(event.event.author), event))
    this.#ranks.set(event, rank)
    return rank
  }

  /** Nobody is more senior than who made them an admin: otherwise one who is removed could make up elders. */
  rankOf(key: string, settings: readonly Placed[]): Rank | undefined {
    if (key === this.#founder) return FOUNDER
    let best: Rank | undefined
    for (const grant of settings) {
      const by = settingOf(grant.event)!.role === 'admin' ? this.rank(grant) : undefined
      if (by === undefined) continue
      const own: Rank = { depth: grant.depth, id: grant.id }
      const rank = compareRanks(own, by) > 0 ? own : by
      if (best === undefined || compareRanks(rank, best) < 0) best = rank
    }
    return best
  }

  /**
   * The role that counting settings give: of those that none of the others follows, the one that may least. Being added
   * says something only of whom nothing said anything before: a member is not demoted by coming in once more.
   */
  roleOf(key: string, counting: readonly Placed[]): Role | undefined {
    const isNews = (one: Placed): boolean =>
      one.event.change.kind !== 'add' ||
      (key !== this.#founder && !counting.some((other) => isBehind(other, one)))
    const said = counting.filter(isNews)
    if (said.length === 0) return key === this.#founder ? 'admin' : undefined
    const newest = said.filter((one) => !said.some((other) => isBehind(one, other)))
    const roles = newest.map((one) => ROLES.indexOf(settingOf(one.event)!.role))
    return ROLES[Math.min(...roles)]
  }

  /** A way to ask whether the author of an event might do it, given the removals that are in effect. */
  judge(inEffect: readonly Placed[]): Judge {
    const effective = new Set(inEffect)
    const byTarget = Map.groupBy(inEffect, (removal) => targetOf(removal.event)!)
    const known = new Map<Placed, boolean>()
    const mayBe = (event: Placed): boolean => {
      let verdict = known.get(event)
      if (verdict !== undefined) return verdict
      const author = nameOf(event.event.author)
      if (isLeave(event.event)) verdict = true
      else if ((byTarget.get(author) ?? []).some((removal) => voids(removal, event))) verdict = false
      else verdict = this.roleOf(author, this.settings(author, event).filter(counts)) === 'admin'
      known.set(event, verdict)
      return verdict
    }
    const counts = (event: Placed): boolean =>
      targetOf(event.event) === undefined ? mayBe(event) : effective.has(event)
    return { mayBe, counts }
  }
}

interface Judge {
  /** Whether its author was an admin there, or leaves. */
  mayBe: (event: Placed) => boolean
  /** Whether it is part of what the log says: of removals, those in effect. */
  counts: (event: Placed) => boolean
}
