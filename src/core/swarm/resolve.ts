/**
 * What a membership log says: one answer for one set of events, whatever order they came in. Removals win over what
 * was signed beside them, and the last admin stays. Pure. Spec: protocols/swarm/spec.md, "Membership log".
 */
import type { CID } from 'multiformats/cid'
import { bytesEqual } from '../codec/index.ts'
import { Authority, compareRanks, nameOf, targetOf } from './authority.ts'
import type { Charter, MemberKeys } from './charter.ts'
import { isBehind, placeEvents, type Placed } from './event-graph.ts'
import { invitationId } from './invitation.ts'
import type { Change, LoggedEvent, Role, Wrap } from './membership-event.ts'
import { PlausibleAuthors } from './plausible.ts'
import { removalsInEffect } from './removals.ts'

export interface Member extends MemberKeys {
  role: Role
  /** Invitation by which the member came, its public key; absent for the founder. */
  invitation?: Uint8Array
}

export interface OpenInvitation {
  id: string
  /** Public key. */
  invitation: Uint8Array
  role: Role
  /** Milliseconds since the Unix epoch. */
  expires: number
  /** Whether whoever redeems it is added at once, or waits for an admin. */
  auto: boolean
  by: Uint8Array
  state: 'open' | 'used' | 'revoked'
}

interface EpochState {
  /** 0 before the first. */
  epoch: number
  /** The event that began it; of several with this number the one with the lowest CID. */
  event: CID | undefined
  /** Wraps of this epoch by the hex of the member's key, from its event and from adds and roles after it. */
  wraps: ReadonlyMap<string, Wrap>
  /** The content secret before, sealed under this epoch's; empty at the first. */
  previous: Uint8Array
  /** Somebody who is no member knows the secrets, or two epochs have one number: an admin has to begin the next one. */
  stale: boolean
}

export interface Swarm {
  /** By the bytes of their keys. */
  members: Member[]
  /** Keys of those who were members once and are not, by their bytes. */
  removed: Uint8Array[]
  epoch: EpochState
  /** All epoch events that count, oldest number first; of each number the one in force first. */
  epochs: { epoch: number; event: CID; wraps: ReadonlyMap<string, Wrap>; previous: Uint8Array }[]
  invitations: OpenInvitation[]
  /** Invitations by which more than one key came in: two doors, at the same time. */
  usedTwice: { id: string; keys: Uint8Array[] }[]
  /** What new events have as parents. More than 16 are merged sixteen at a time. */
  tips: CID[]
  /** Events that count, parents first. */
  counting: LoggedEvent[]
  /** Events whose author may not do this, or was removed before or beside it. */
  refused: LoggedEvent[]
  /** What is kept and passed on, parents first: all but events of people who could never have signed any. */
  log: LoggedEvent[]
  /** Events that wait for parents, and those parents' CIDs. */
  waiting: LoggedEvent[]
  missing: string[]
}

/** @param events as `parseEvent` gave them, in any order */
export function resolve(charter: Charter, events: Iterable<LoggedEvent>): Swarm {
  const { plausible, strange } = siftEvents(charter, events)
  const { placed, waiting, missing } = placeEvents(plausible)
  const authority = new Authority(charter, placed)
  const { members, removed, inEffect, counts } = settle(charter, authority)
  const counting = placed.filter(counts)
  const isIn = new Set(counting)
  return {
    members,
    removed,
    ...epochsOf(counting, inEffect, members),
    invitations: invitationsOf(counting, members),
    usedTwice: usedTwiceIn(counting),
    tips: tipsOf(placed),
    counting: counting.map(asLogged),
    refused: [...placed.filter((one) => !isIn.has(one)).map(asLogged), ...strange],
    log: placed.map(asLogged),
    waiting,
    missing: missing.filter((id) => !strange.some(({ cid }) => cid.toString() === id)),
  }
}

/**
 * Events of authors that nobody ever made an admin are not even placed: a stranger could fill the log with them. What a
 * member may sign without being one is that they leave.
 */
function siftEvents(
  charter: Charter,
  events: Iterable<LoggedEvent>,
): { plausible: LoggedEvent[]; strange: LoggedEvent[] } {
  const all = [...events]
  const authors = new PlausibleAuthors(charter)
  authors.learn(all.map(({ event }) => event))
  const byPlausible = Map.groupBy(all, ({ event }) => authors.mayHaveSigned(event))
  return { plausible: byPlausible.get(true) ?? [], strange: byPlausible.get(false) ?? [] }
}

interface Settled {
  members: Member[]
  removed: Uint8Array[]
  inEffect: Placed[]
  counts: (event: Placed) => boolean
}

/** With an admin at the end: where none would be left, the most senior of those removed last stays. */
function settle(charter: Charter, authority: Authority): Settled {
  const immune = new Set<string>()
  for (;;) {
    const inEffect = removalsInEffect(authority, immune)
    const { counts } = authority.judge(inEffect)
    const { members, removed } = membersOf(charter, authority, inEffect, counts)
    if (members.some(({ role }) => role === 'admin')) return { members, removed, inEffect, counts }
    immune.add(whoStays(authority, inEffect, counts))
  }
}

function whoStays(
  authority: Authority,
  inEffect: readonly Placed[],
  counts: (event: Placed) => boolean,
): string {
  const rankOf = (key: string) => authority.rankOf(key, authority.settings(key).filter(counts))
  const ofAdmins = inEffect.filter((one) => rankOf(targetOf(one.event)!) !== undefined)
  const last = ofAdmins.filter((one) => !ofAdmins.some((other) => isBehind(one, other)))
  const keys = last.map((one) => targetOf(one.event)!)
  return keys.sort((a, b) => compareRanks(rankOf(a)!, rankOf(b)!) || (a < b ? -1 : 1))[0]!
}

function membersOf(
  charter: Charter,
  authority: Authority,
  inEffect: readonly Placed[],
  counts: (event: Placed) => boolean,
): { members: Member[]; removed: Uint8Array[] } {
  const gone = new Set(
    inEffect.filter(({ event }) => event.change.kind === 'remove').map((one) => targetOf(one.event)!),
  )
  const seats = new Map<string, MemberKeys & { invitation?: Uint8Array }>([
    [nameOf(charter.founder.key), charter.founder],
  ])
  for (const one of authority.placed) {
    const { change } = one.event
    if (change.kind !== 'add' || seats.has(nameOf(change.join.key)) || !counts(one)) continue
    const { key, peer, kem, name, invitation } = change.join
    seats.set(nameOf(key), { key, peer, kem, name, invitation })
  }
  const members: Member[] = []
  const removed: Uint8Array[] = []
  for (const [id, seat] of [...seats].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const role = authority.roleOf(id, authority.settings(id).filter(counts))
    if (gone.has(id)) removed.push(seat.key)
    else if (role !== undefined) members.push({ ...seat, role })
  }
  return { members, removed }
}

function epochsOf(
  counting: readonly Placed[],
  inEffect: readonly Placed[],
  members: readonly Member[],
): Pick<Swarm, 'epoch' | 'epochs'> {
  const inOrder = begunEpochs(counting).sort(
    (a, b) => a.epoch - b.epoch || Buffer.compare(a.one.cid.bytes, b.one.cid.bytes),
  )
  const epochs = inOrder.map(({ one, epoch, wraps, previous }) => ({
    epoch,
    event: one.cid,
    previous,
    wraps: new Map([
      ...laterWraps(counting, one, epoch),
      ...wraps.map((wrap): [string, Wrap] => [nameOf(wrap.key), wrap]),
    ]),
  }))
  const newest = inOrder.at(-1)
  const top = epochs.find(({ epoch }) => epoch === newest?.epoch)
  if (newest === undefined || top === undefined)
    return {
      epoch: { epoch: 0, event: undefined, wraps: new Map(), previous: new Uint8Array(), stale: true },
      epochs,
    }
  const event = inOrder.find(({ epoch }) => epoch === top.epoch)!.one
  const rivals = inOrder.filter(({ epoch }) => epoch === top.epoch).length > 1
  const full = new Map(members.map(({ key, role }) => [nameOf(key), role]))
  const knowMore = [...top.wraps].some(([key, { ct }]) => {
    const role = full.get(key)
    return role === undefined || (role === 'seed' && ct.length > 48)
  })
  const removedSince = inEffect.some((one) => !isBehind(one, event))
  return { epoch: { ...top, stale: rivals || knowMore || removedSince }, epochs }
}

type Begun = Extract<Change, { kind: 'epoch' }> & { one: Placed }

/** Each has the number after the highest behind it: otherwise one admin could use the numbers up, and nobody be put out after. */
function begunEpochs(counting: readonly Placed[]): Begun[] {
  const begun: Begun[] = []
  for (const one of counting) {
    const { change } = one.event
    if (change.kind !== 'epoch') continue
    let before = 0
    for (const other of begun) if (other.epoch > before && isBehind(other.one, one)) before = other.epoch
    if (change.epoch === before + 1) begun.push({ ...change, one })
  }
  return begun
}

/** Wraps that adds and roles carry for an epoch that they know. */
function* laterWraps(counting: readonly Placed[], began: Placed, epoch: number): Generator<[string, Wrap]> {
  for (const one of counting) {
    const { change } = one.event
    if ((change.kind !== 'add' && change.kind !== 'role') || !isBehind(began, one)) continue
    for (const { epoch: of, ...wrap } of change.wraps) if (of === epoch) yield [nameOf(wrap.key), wrap]
  }
}

/** One that nobody used is open while its maker is an admin: who is put out leaves no way back open. */
function invitationsOf(counting: readonly Placed[], members: readonly Member[]): OpenInvitation[] {
  const admins = new Set(members.filter(({ role }) => role === 'admin').map(({ key }) => nameOf(key)))
  const used = new Set(
    counting.flatMap(({ event: { change } }) =>
      change.kind === 'add' ? [nameOf(change.join.invitation)] : [],
    ),
  )
  const revoked = new Set(
    counting.flatMap(({ event: { change } }) =>
      change.kind === 'revoke' ? [nameOf(change.invitation)] : [],
    ),
  )
  const all = new Map<string, OpenInvitation>()
  for (const { event } of counting) {
    const { change } = event
    if (change.kind !== 'invite') continue
    const name = nameOf(change.invitation)
    if (all.has(name)) continue
    const { invitation, role, expires, auto } = change
    const isTakenBack = revoked.has(name) || !admins.has(nameOf(event.author))
    const state = used.has(name) ? 'used' : isTakenBack ? 'revoked' : 'open'
    all.set(name, { id: invitationId(invitation), invitation, role, expires, auto, by: event.author, state })
  }
  return [...all.values()]
}

function usedTwiceIn(counting: readonly Placed[]): { id: string; keys: Uint8Array[] }[] {
  const uses = new Map<string, { id: string; keys: Uint8Array[] }>()
  for (const { event } of counting) {
    if (event.change.kind !== 'add') continue
    const { invitation, key } = event.change.join
    const use = uses.get(nameOf(invitation)) ?? { id: invitationId(invitation), keys: [] }
    if (!use.keys.some((other) => bytesEqual(other, key))) use.keys.push(key)
    uses.set(nameOf(invitation), use)
  }
  return [...uses.values()].filter(({ keys }) => keys.length > 1)
}

function tipsOf(placed: readonly Placed[]): CID[] {
  const inner = new Set(placed.flatMap(({ event }) => event.parents.map(String)))
  return placed
    .filter(({ id }) => !inner.has(id))
    .map(({ cid }) => cid)
    .sort((a, b) => Buffer.compare(a.bytes, b.bytes))
}

function asLogged({ cid, event }: Placed): LoggedEvent {
  return { cid, event }
}
