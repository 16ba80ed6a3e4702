/**
 * The names of a home, kept from answer to answer: to read a thousand nicknames takes tens of times as long as most answers.
 * They are read anew when a nickname or a block, the roster of a swarm or the key of the home is another than before.
 */
import type { Life } from '../swarms/index.ts'
import { loadNames, spacesOf, type Names } from './names.ts'
import { namePeople, namesPeople } from './name-people.ts'
import type { ShownEvent } from '../cubes/index.ts'

interface Kept {
  /** All that names are made from, as it was before they were read. */
  from: readonly unknown[]
  names: Promise<Names>
}

const kept = new WeakMap<Life, Kept>()
/** How often what is known of an author has changed, for each life that was asked. */
const changes = new WeakMap<Life, { count: number }>()

export function keptNames(root: Life): Promise<Names> {
  const from = stateOf(root)
  const known = kept.get(root)
  if (
    known !== undefined &&
    known.from.length === from.length &&
    known.from.every((one, at) => one === from[at])
  )
    return known.names
  const names = loadNames(root)
  kept.set(root, { from, names })
  // What could not be read is asked for again.
  names.catch(() => kept.delete(root))
  return names
}

function stateOf(root: Life): unknown[] {
  const spaces = spacesOf(root)
  return [
    ...[root, ...spaces.map(({ node }) => node)].flatMap((life) => [
      life,
      changesOf(life).count,
      life.author.did,
      life.author.name,
    ]),
    ...spaces.map(({ team }) => team.roster()),
  ]
}

function changesOf(life: Life): { count: number } {
  const known = changes.get(life)
  if (known !== undefined) return known
  const counted = { count: 0 }
  changes.set(life, counted)
  life.events.on('authorChanged', () => counted.count++)
  return counted
}

/** An event about a person has the name with it, and so has the sentence of a refusal; it is told a moment later. */
export function tellNamed(root: Life, shown: ShownEvent, tell: (shown: ShownEvent) => void): void {
  const { event, author, message } = shown
  const sentence =
    event === 'refused' && typeof message === 'string' && namesPeople(message) ? message : undefined
  if (typeof author !== 'string' && sentence === undefined) return tell(shown)
  const named = (names: Names | undefined): void => {
    const known = typeof author === 'string' ? names?.(author) : undefined
    tell({
      ...shown,
      ...(sentence !== undefined && names !== undefined && { message: namePeople(sentence, names) }),
      ...(typeof author === 'string' && {
        authorName: known?.name ?? null,
        authorLabel: known?.label ?? null,
        ...(names?.isBlocked(author) === true && { authorBlocked: true }),
      }),
    })
  }
  // Where it fails, the store was closed meanwhile.
  keptNames(root).then(named, () => named(undefined))
}
