// What a membership log says, straight from protocols/swarm/spec.md, "What counts": whole ancestor sets, nothing kept,
// every question asked anew.
import type { Charter, LoggedEvent } from '../../src/core/swarm/index.ts'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const ROLES = ['seed', 'reader', 'writer', 'admin']

interface Fact {
  id: string
  author: string
  parents: Fact[]
  isAdd: boolean
  /** A role that it gives. */
  gives?: { to: string; role: string }
  /** Whose rights it takes: all of them, or those of an admin. */
  takes?: { from: string; all: boolean }
}

interface Rank {
  depth: number
  id: string
}

export function referenceRoster(charter: Charter, events: readonly LoggedEvent[]): string[] {
  const founder = hex(charter.founder.key)
  const facts = factsOf(founder, events).sort((a, b) => (a.id < b.id ? -1 : 1))

  const behind = (fact: Fact): Set<Fact> =>
    new Set(fact.parents.flatMap((parent) => [parent, ...behind(parent)]))
  const isBehind = (a: Fact, b: Fact): boolean => behind(b).has(a)
  const depth = (fact: Fact): number => Math.max(-1, ...fact.parents.map(depth)) + 1
  const isLeave = ({ takes, author }: Fact): boolean => takes?.all === true && takes.from === author
  const given = (to: string, before?: Fact): Fact[] =>
    facts.filter((fact) => fact.gives?.to === to && (before === undefined || isBehind(fact, before)))

  const later = (a: Rank, b: Rank): boolean => a.depth > b.depth || (a.depth === b.depth && a.id > b.id)
  const rankOf = (who: string, grants: Fact[]): Rank | undefined => {
    if (who === founder) return { depth: -1, id: '' }
    let best: Rank | undefined
    for (const grant of grants.filter(({ gives }) => gives!.role === 'admin')) {
      const by = rankOf(grant.author, given(grant.author, grant))
      if (by === undefined) continue
      const own = { depth: depth(grant), id: grant.id }
      const rank = later(own, by) ? own : by
      if (best === undefined || later(best, rank)) best = rank
    }
    return best
  }
  const rankAt = (fact: Fact): Rank | undefined => rankOf(fact.author, given(fact.author, fact))

  const threatens = (taking: Fact, fact: Fact): boolean =>
    taking !== fact && taking.takes!.from === fact.author && !isBehind(fact, taking) && !isLeave(fact)
  const voids = (taking: Fact, fact: Fact): boolean =>
    threatens(taking, fact) && (taking.takes!.all || !isBehind(taking, fact))
  const roleBy = (who: string, settings: Fact[]): string | undefined => {
    const said = settings.filter(
      (one) => !one.isAdd || (who !== founder && !settings.some((other) => isBehind(other, one))),
    )
    if (said.length === 0) return who === founder ? 'admin' : undefined
    const last = said.filter((one) => !said.some((other) => isBehind(one, other)))
    return ROLES.find((role) => last.some(({ gives }) => gives!.role === role))
  }
  const mayBe = (fact: Fact, effective: Fact[]): boolean =>
    isLeave(fact) ||
    (!effective.some((taking) => voids(taking, fact)) &&
      roleBy(
        fact.author,
        given(fact.author, fact).filter((one) => counts(one, effective)),
      ) === 'admin')
  const counts = (fact: Fact, effective: Fact[]): boolean =>
    fact.takes === undefined ? mayBe(fact, effective) : effective.includes(fact)

  const restsOn = (fact: Fact): Fact[] =>
    isLeave(fact) ? [fact] : [fact, ...given(fact.author, fact).flatMap(restsOn)]

  const takingsInEffect = (immune: string[]): Fact[] => {
    const open = facts.filter(
      (fact) =>
        fact.takes !== undefined &&
        !immune.includes(fact.takes.from) &&
        (isLeave(fact) || rankAt(fact) !== undefined),
    )
    const threats = new Map(
      open.map((fact) => [
        fact,
        open.filter((other) => other !== fact && restsOn(fact).some((one) => threatens(other, one))),
      ]),
    )
    const reach = (fact: Fact, seen = new Set<Fact>()): Set<Fact> => {
      for (const other of threats.get(fact)!) if (!seen.has(other)) reach(other, seen.add(other))
      return seen
    }
    const effective: Fact[] = []
    const decided = new Set<Fact>()
    while (decided.size < open.length) {
      const next = open.find(
        (fact) =>
          !decided.has(fact) &&
          [...reach(fact)].every((other) => decided.has(other) || reach(other).has(fact)),
      )!
      const circle = open.filter(
        (other) => other === next || (reach(next).has(other) && reach(other).has(next)),
      )
      const before = [...effective]
      for (const fact of circle.sort((a, b) => seniority(a, b))) {
        const undoes = effective.some(
          (other) => !before.includes(other) && threats.get(other)!.includes(fact),
        )
        if (!undoes && mayBe(fact, effective)) effective.push(fact)
        decided.add(fact)
      }
    }
    return effective
  }
  const seniority = (a: Fact, b: Fact): number => {
    if (isLeave(a) !== isLeave(b)) return isLeave(a) ? -1 : 1
    const [x, y] = [rankAt(a), rankAt(b)]
    if (x !== undefined && y !== undefined && (later(x, y) || later(y, x))) return later(x, y) ? 1 : -1
    return depth(a) - depth(b) || (a.id < b.id ? -1 : 1)
  }

  const immune: string[] = []
  for (;;) {
    const effective = takingsInEffect(immune)
    const settings = (who: string): Fact[] => given(who).filter((fact) => counts(fact, effective))
    const people = new Set([
      founder,
      ...facts.flatMap(({ gives }) => (gives === undefined ? [] : [gives.to])),
    ])
    const isGone = (who: string): boolean => effective.some(({ takes }) => takes!.all && takes!.from === who)
    const wasAdded = (who: string): boolean =>
      who === founder ||
      events.some((one) => isAddOf(one, who) && settings(who).some(({ id }) => id === one.cid.toString()))
    const roster = [...people]
      .filter((who) => !isGone(who) && wasAdded(who))
      .flatMap((who) => {
        const role = roleBy(who, settings(who))
        return role === undefined ? [] : [`${who} ${role}`]
      })
    if (roster.some((line) => line.endsWith(' admin'))) return roster.sort()
    const rank = (fact: Fact): Rank | undefined => rankOf(fact.takes!.from, settings(fact.takes!.from))
    const ofAdmins = effective.filter((fact) => rank(fact) !== undefined)
    const last = ofAdmins.filter((fact) => !ofAdmins.some((other) => isBehind(fact, other)))
    last.sort((a, b) =>
      later(rank(a)!, rank(b)!) ? 1 : later(rank(b)!, rank(a)!) ? -1 : a.takes!.from < b.takes!.from ? -1 : 1,
    )
    immune.push(last[0]!.takes!.from)
  }
}

function isAddOf({ event: { change } }: LoggedEvent, who: string): boolean {
  return change.kind === 'add' && hex(change.join.key) === who
}

/** Only what has all its parents. Base32 sorts as the bytes do not, so ties follow the text, as in the real one. */
function factsOf(founder: string, events: readonly LoggedEvent[]): Fact[] {
  const facts = new Map<string, Fact>()
  const open = plausible(founder, events)
  while (open.length > 0) {
    const at = open.findIndex(({ event }) => event.parents.every((parent) => facts.has(parent.toString())))
    if (at < 0) break
    const { cid, event } = open.splice(at, 1)[0]!
    const { change } = event
    const fact: Fact = {
      id: cid.toString(),
      author: hex(event.author),
      isAdd: change.kind === 'add',
      parents: event.parents.map((parent) => facts.get(parent.toString())!),
    }
    if (change.kind === 'add') fact.gives = { to: hex(change.join.key), role: change.role }
    if (change.kind === 'role') fact.gives = { to: hex(change.key), role: change.role }
    if (change.kind === 'role' && change.role !== 'admin') fact.takes = { from: hex(change.key), all: false }
    if (change.kind === 'remove') fact.takes = { from: hex(change.key), all: true }
    facts.set(fact.id, fact)
  }
  return [...facts.values()]
}

/** Events of whom somebody made an admin, himself made one, back to the founder; and leaves of whom they named at all. */
function plausible(founder: string, events: readonly LoggedEvent[]): LoggedEvent[] {
  const admins = [founder]
  const named = [founder]
  for (const admin of admins) {
    for (const { event } of events) {
      const { change } = event
      if (hex(event.author) !== admin || (change.kind !== 'add' && change.kind !== 'role')) continue
      const who = hex(change.kind === 'add' ? change.join.key : change.key)
      named.push(who)
      if (change.role === 'admin' && !admins.includes(who)) admins.push(who)
    }
  }
  return events.filter(
    ({ event: { author, change } }) =>
      admins.includes(hex(author)) ||
      (change.kind === 'remove' && hex(change.key) === hex(author) && named.includes(hex(author))),
  )
}
