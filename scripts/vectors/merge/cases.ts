// The cases that the rules of merging are held to.
import type { CID } from 'multiformats/cid'
import { mergeCommits, relateHistories } from '../../../src/core/merge/index.ts'
import { keepBoth, keepOurs, takeTheirs, type Resolution } from '../../../src/core/merge/index.ts'
import { applyChanges, getEntry, type KeyChange } from '../../../src/core/tree/index.ts'
import { valueOf, VectorHistory, type Sketch } from './history.ts'
import { shownChange, shownConflict, type MergeCase, type RefusedCase, type VectorFile } from './shape.ts'

export interface Sides {
  history: VectorHistory
  ours: CID
  theirs: CID
}

function sides(base: Sketch, ours: Sketch, theirs: Sketch): Sides {
  const history = new VectorHistory()
  const start = history.commit(base)
  return { history, ours: history.commit(ours, [start]), theirs: history.commit(theirs, [start]) }
}

/** Two commits that both merged the same two, and settled them as told. */
function crissCross(left: Sketch, right: Sketch, ours: Sketch, theirs: Sketch): Sides {
  const history = new VectorHistory()
  const start = history.commit({ a: 0 })
  const bases = [history.commit(left, [start]), history.commit(right, [start])]
  return { history, ours: history.commit(ours, bases), theirs: history.commit(theirs, bases.toReversed()) }
}

/** Criss-cross merges on top of each other: which value a level agrees on hangs on the level below. */
function ladder(levels: number): Sides {
  const history = new VectorHistory()
  let pair = [history.commit({ a: 0 })]
  for (let level = 0; level <= levels; level++) {
    pair = [history.commit({ a: 1 }, pair), history.commit({ a: 0, b: 0 }, pair.toReversed())]
  }
  return { history, ours: pair[0]!, theirs: pair[1]! }
}

function behind(): Sides {
  const history = new VectorHistory()
  const ours = history.commit({ a: 0, b: 0 })
  return { history, ours, theirs: history.commit({ a: 1 }, [history.commit({ a: 1, b: 0 }, [ours])]) }
}

function unrelated(): Sides {
  const history = new VectorHistory()
  return { history, ours: history.commit({ a: 1, same: 0 }), theirs: history.commit({ a: 2, b: 2, same: 0 }) }
}

/** The key that union would use is taken, by something else or by the very value. */
function takenName(value: (moves: CID) => CID): Sides {
  const history = new VectorHistory()
  const start = history.commit({ 'notes/one.md': 0 })
  const [one, two] = [valueOf(1), valueOf(2)]
  const moves = Buffer.compare(one.bytes, two.bytes) < 0 ? two : one
  const ours = history.add({ parents: [start], rev: '000001' }, [
    ['notes/one.md', one],
    [`notes/one~${moves.toString().slice(-8)}.md`, value(moves)],
  ])
  return { history, ours, theirs: history.commit({ 'notes/one.md': 2 }, [start], 2) }
}

const long = 'k'.repeat(1020)

const merges: Record<string, () => Sides> = {
  'nothing differs': () => sides({ a: 0 }, { a: 1 }, { a: 1 }),
  'each side changed something else': () =>
    sides({ a: 0, b: 0, c: 0 }, { a: 1, b: 0, c: 0 }, { a: 0, b: 2, d: 2 }),
  'edit/edit': () => sides({ a: 0 }, { a: 1 }, { a: 2 }),
  'edit/remove, removed by them': () => sides({ a: 0, z: 0 }, { a: 1, z: 0 }, { z: 0 }),
  'edit/remove, removed by us': () => sides({ a: 0, z: 0 }, { z: 0 }, { a: 2, z: 0 }),
  'add/add': () => sides({ z: 0 }, { z: 0, a: 1 }, { z: 0, a: 2 }),
  'both removed': () => sides({ a: 0, z: 0 }, { z: 0 }, { z: 0 }),
  'both added the same': () => sides({ z: 0 }, { z: 0, a: 1 }, { z: 0, a: 1 }),
  'changed and changed back is as it was': () => {
    const history = new VectorHistory()
    const start = history.commit({ a: 0 })
    const ours = history.commit({ a: 0 }, [history.commit({ a: 1 }, [start])])
    return { history, ours, theirs: history.commit({ a: 2 }, [start]) }
  },
  'ours is an ancestor of theirs': behind,
  'theirs is an ancestor of ours': () => {
    const { history, ours, theirs } = behind()
    return { history, ours: theirs, theirs: ours }
  },
  'no history in common': unrelated,
  'criss-cross, both settled alike': () =>
    crissCross({ a: 1 }, { a: 0, b: 1 }, { a: 1, b: 1, c: 1 }, { a: 1, b: 1, c: 2 }),
  'criss-cross, settled in two ways': () => crissCross({ a: 1 }, { a: 2 }, { a: 1 }, { a: 2 }),
  'criss-cross, one changed it again': () => crissCross({ a: 1 }, { a: 2 }, { a: 1 }, { a: 3 }),
  'criss-cross, the same again on both sides': () => crissCross({ a: 1 }, { a: 2 }, { a: 3 }, { a: 3 }),
  'criss-cross on 16 levels': () => ladder(16),
  'criss-cross on 17 levels: the lowest counts as contested': () => ladder(17),
  'union names the second before the ending': () =>
    sides({ 'notes/one.md': 0 }, { 'notes/one.md': 1 }, { 'notes/one.md': 2 }),
  'union names a hidden file at its end': () =>
    sides({ z: 0 }, { z: 0, 'notes/.one': 1 }, { z: 0, 'notes/.one': 2 }),
  'union, the short name is taken': () => takenName(() => valueOf(9)),
  'union, the short name has the very value': () => takenName((moves) => moves),
  'union leaves a conflict in what a cube says of itself': () =>
    sides(
      { '.memcube/info': 0, '.memcube/policy': 0, a: 0 },
      { '.memcube/info': 1, '.memcube/policy': 1, a: 1 },
      { '.memcube/info': 2, a: 2 },
    ),
  'union leaves a key too long for a name': () => sides({ z: 0 }, { z: 0, [long]: 1 }, { z: 0, [long]: 2 }),
}

export async function validMerges(): Promise<VectorFile<MergeCase>> {
  const cases = await Promise.all(Object.entries(merges).map(([name, make]) => mergeCase(name, make())))
  return {
    about:
      'Merges of two commits: how they stand to each other, their best common ancestors, what theirs changes in the tree of ours, what is in conflict, and the trees that the strategies give.',
    cases,
  }
}

export async function mergeCase(name: string, { history, ours, theirs }: Sides): Promise<MergeCase> {
  const { reader } = history
  const { changes, conflicts, bases } = await mergeCommits({ history, reader }, ours, theirs)
  const tree = (await history.getMany([ours]))[0]!.tree
  const changed = new Map(changes.map(({ key, value }) => [key, value]))
  // What a cube says of itself is one memory under one key: a union leaves a conflict about it.
  const isOwn = ({ key }: { key: string }): boolean => key.startsWith('.memcube/')
  const union = await keepBoth(
    conflicts.filter((conflict) => !isOwn(conflict)),
    async (key) => (changed.has(key) ? (changed.get(key) ?? undefined) : getEntry(reader, tree, key)),
  )
  const left = conflicts.filter((conflict) => isOwn(conflict) || union.unresolved.includes(conflict))
  const rootOf = async (resolution: Resolution): Promise<string> => {
    const all = new Map(
      [...changes, ...resolution.changes].map((change): [string, KeyChange] => [change.key, change]),
    )
    return (await applyChanges(reader, tree, all.values())).root.toString()
  }
  return {
    name,
    commits: history.shown(),
    ours: ours.toString(),
    theirs: theirs.toString(),
    relation: (await relateHistories(history, ours, theirs)).type,
    bases: bases.map(String),
    changes: changes.map(shownChange),
    conflicts: conflicts.map(shownConflict),
    trees: {
      ours: await rootOf(keepOurs(conflicts)),
      theirs: await rootOf(takeTheirs(conflicts)),
      union: await rootOf(union),
    },
    unionLeaves: left.map(({ key }) => key),
  }
}

export function refusedMerges(): VectorFile<RefusedCase> {
  const history = new VectorHistory()
  const start = history.commit({ a: 0 }, [], 5)
  const young = history.commit({ a: 1 }, [start], 4)
  const equal = history.commit({ a: 2 }, [start], 5)
  const other = history.commit({ a: 3 }, [start], 6)
  const lost = new VectorHistory().commit({ lost: 1 })
  const orphan = history.commit({ a: 4 }, [lost], 7)
  const shown = (name: string, ours: CID, code: string): RefusedCase => ({
    name,
    commits: history.shown(),
    ours: ours.toString(),
    theirs: other.toString(),
    code,
  })
  return {
    about: 'Histories that are refused whole.',
    cases: [
      shown('a parent that is newer than its child', young, 'ERR_UNVERIFIABLE'),
      shown('a parent that is as new as its child', equal, 'ERR_UNVERIFIABLE'),
      shown('a parent that is missing', orphan, 'ERR_NOT_FOUND'),
      shown('a commit that is missing', lost, 'ERR_NOT_FOUND'),
    ],
  }
}
