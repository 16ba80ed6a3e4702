/**
 * What people are called here: the one place that knows. A nickname is the word of the owner of this home. The name with which
 * somebody joined a swarm is a claim: it is shown in quotes, so that nobody takes it for a nickname.
 */
import { formatDid } from '../core/identity/index.ts'
import { type AuthorRecord, tailOf, type TeamView } from '../cubes/index.ts'
import { lastRotation } from '../home/index.ts'
import type { Life, Space } from '../swarms/index.ts'

/** What somebody is called. */
export interface KnownName {
  did: string
  name: string
  /** Given by the owner of this home, to others or to the home; else they gave it to themselves. */
  given: boolean
  /** A key of this home. All of them are one person. */
  own?: boolean
  /** Where the name is in use: of two with the same, only those of one circle are mixed up. A given name is in all. */
  circle?: string
}

export interface Name {
  name: string
  /** As it is shown to people. */
  label: string
}

export interface Names {
  (did: string): Name | undefined
  /** Whether the owner of this home blocked them, here or in a swarm. */
  isBlocked(did: string): boolean
}

/** The name of a home that was given none. */
const noName = 'anonymous'

/** @param known the first name of a key is the one that it has @param blocked keys. Pure. */
export function createNames(known: readonly KnownName[], blocked: ReadonlySet<string> = new Set()): Names {
  const byDid = new Map<string, KnownName>()
  for (const one of known) if (!byDid.has(one.did)) byDid.set(one.did, one)
  const bySound = Map.groupBy(byDid.values(), ({ name }) => soundOf(name))
  const nameOf = (did: string): Name | undefined => {
    const found = byDid.get(did)
    if (found === undefined) return undefined
    const { name, given } = found
    const shown = given ? name : `"${name.replaceAll('"', "'")}"`
    const isShared = (bySound.get(soundOf(name)) ?? []).some((other) => isMixedUp(found, other))
    return { name, label: isShared ? `${shown} (${tailOf(did)})` : shown }
  }
  return Object.assign(nameOf, { isBlocked: (did: string) => blocked.has(did) })
}

function isMixedUp(one: KnownName, other: KnownName): boolean {
  if (one.did === other.did || (one.own === true && other.own === true)) return false
  return one.given || other.given || one.circle === other.circle
}

/** Names that a reader takes for one. */
export function soundOf(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s"']+/gu, ' ')
    .trim()
}

/** Swarms that are open. */
export function spacesOf(root: Life): readonly Space[] {
  return root.swarms?.opened()?.list() ?? []
}

/** The names that a home knows, outside of swarms and in those that are open. Reads all authors: `kept-names.ts` keeps them. */
export async function loadNames(root: Life): Promise<Names> {
  const spaces = spacesOf(root)
  const lives = [root, ...spaces.map(({ node }) => node)]
  const known: KnownName[] = []
  const blocked = new Set<string>()
  for (const life of lives) {
    const authors = await life.authors.list()
    known.push(...nicknamesIn(authors))
    for (const one of authors) if (one.blocked) blocked.add(one.did)
  }
  for (const life of lives) known.push(...(await ownNamesOf(life)))
  for (const { id, team } of spaces) known.push(...joinedAs(id, team))
  return createNames(known, blocked)
}

/** A key that was replaced has the nickname of the one that took its place. */
function nicknamesIn(authors: readonly AuthorRecord[]): KnownName[] {
  const all = new Map(authors.map((one) => [one.did, one]))
  return Array.from(all.values()).flatMap(({ did, nickname, successor }) => {
    const name = nickname ?? (successor === undefined ? undefined : all.get(successor)?.nickname)
    return name === undefined ? [] : [{ did, name, given: true }]
  })
}

async function ownNamesOf({ author, store }: Pick<Life, 'author' | 'store'>): Promise<KnownName[]> {
  const { did, name } = author
  if (name === noName) return []
  const old = (await lastRotation(store))?.old
  return [did, ...(old === undefined ? [] : [old])].map((key) => ({ did: key, name, given: true, own: true }))
}

/** Those who have left too: what they wrote is still theirs. */
function joinedAs(circle: string, team: TeamView): KnownName[] {
  const joins = team
    .roster()
    .counting.flatMap(({ event: { change } }) => (change.kind === 'add' ? [change.join] : []))
  return [team.charter.founder, ...joins].map(({ key, name }) => ({
    did: formatDid(key),
    name,
    given: false,
    circle,
  }))
}
