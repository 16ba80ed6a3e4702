import {
  applyChanges,
  buildTree,
  diffTrees,
  keyDepth,
  proveEntry,
  verifyProof,
  type Entry,
} from '../../../src/core/tree/index.ts'
import {
  hex,
  keyHex,
  readerOf,
  valueFor,
  vectorBlocks,
  type ChangeCase,
  type DepthCase,
  type ProofCase,
  type TreeCase,
  type VectorEntry,
  type VectorFile,
} from './shape.ts'

const entriesOf = (keys: string[]): Entry[] => keys.map((key) => [key, valueFor(key)])
const listed = (entries: Entry[]): VectorEntry[] =>
  entries.map(([key, value]) => ({ key, keyHex: keyHex(key), value: value.toString() }))

/** The first `count` keys `k000`, `k001`, ... of one level, at two bits a level. */
export function keysOfLevel(level: number, count: number): string[] {
  const keys: string[] = []
  for (let i = 0; keys.length < count; i++) {
    const key = `k${String(i).padStart(3, '0')}`
    if (keyDepth(key, 2) === level) keys.push(key)
  }
  return keys
}

const notes = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => `notes/topic-${i % 7}/entry-${String(i).padStart(4, '0')}.md`)
const unicode = ['\u{1f600}', '\u{1f601}', '\u{ffff}', '\u{e000}', 'é', 'è', 'e', 'zebra', 'ze']

export function validDepths(): VectorFile<DepthCase> {
  const keys = [
    'a',
    'notes/one.md',
    '\u{1f600}',
    ...[0, 1, 2, 3, 4].flatMap((level) => keysOfLevel(level, 1)),
  ]
  const cases = keys.flatMap((key) =>
    [1, 2, 5].map((bitsPerLevel) => ({
      key,
      keyHex: keyHex(key),
      bitsPerLevel,
      depth: keyDepth(key, bitsPerLevel),
    })),
  )
  return { about: 'The level at which a key lives.', cases }
}

export function validTrees(): VectorFile<TreeCase> {
  const tree = (name: string, keys: string[], bitsPerLevel: number): TreeCase => {
    const entries = entriesOf(keys)
    const { root, blocks } = buildTree(entries, { bitsPerLevel })
    return {
      name,
      bitsPerLevel,
      entries: listed(entries),
      root: root.toString(),
      blocks: vectorBlocks(blocks),
    }
  }
  return {
    about: 'Sets of entries, in an order without meaning, with the root and all nodes of their tree.',
    cases: [
      tree('no entries', [], 5),
      tree('one entry', ['a'], 5),
      tree('a key of three levels up is alone', keysOfLevel(3, 1), 2),
      tree('levels without entries between two keys', [...keysOfLevel(3, 1), ...keysOfLevel(0, 1)], 2),
      tree('order by UTF-8 bytes and prefixes that end inside a character', unicode, 5),
      tree(
        'key lengths around the sizes of CBOR heads',
        [1, 23, 24, 25, 255, 256, 1024].map((length) => 'x'.repeat(length)),
        5,
      ),
      tree('forty notes at two bits a level', notes(40), 2),
      tree('two hundred notes as in a cube', notes(200), 5),
    ],
  }
}

type Change = { key: string; value: string | null }

async function changeCase(
  name: string,
  keys: string[],
  changes: Change[],
  bitsPerLevel: number,
): Promise<ChangeCase> {
  const entries = entriesOf(keys)
  const before = buildTree(entries, { bitsPerLevel })
  const wanted = changes.map(({ key, value }) => ({ key, value: value === null ? null : valueFor(value) }))
  const after = await applyChanges(readerOf(before.blocks), before.root, wanted, { bitsPerLevel })
  const diff: ChangeCase['diff'] = []
  for await (const change of diffTrees(readerOf(before.blocks, after.blocks), before.root, after.root, {
    bitsPerLevel,
  })) {
    diff.push({
      key: change.key,
      before: change.before?.toString() ?? null,
      after: change.after?.toString() ?? null,
    })
  }
  return {
    name,
    bitsPerLevel,
    before: { root: before.root.toString(), entries: listed(entries) },
    changes: wanted.map(({ key, value }) => ({ key, keyHex: keyHex(key), value: value?.toString() ?? null })),
    after: { root: after.root.toString(), newBlocks: vectorBlocks(after.blocks) },
    diff,
  }
}

export async function validChanges(): Promise<VectorFile<ChangeCase>> {
  const [zeros, [one], [two], [three]] = [
    keysOfLevel(0, 12),
    keysOfLevel(1, 1),
    keysOfLevel(2, 1),
    keysOfLevel(3, 1),
  ]
  const put = (key: string): Change => ({ key, value: `new ${key}` })
  const remove = (key: string): Change => ({ key, value: null })
  const cases = [
    await changeCase('the first entry', [], [put('a')], 5),
    await changeCase('the last entry goes', ['a'], [remove('a')], 5),
    await changeCase('another value', notes(60), [put(notes(60)[31]!)], 5),
    await changeCase('removing what is not there', notes(20), [remove('notes/none')], 5),
    await changeCase('a key three levels above all others', zeros, [put(three!)], 2),
    await changeCase('and its removal', [...zeros, three!], [remove(three!)], 2),
    await changeCase('removal of a key that parted two nodes', [...zeros, one!, two!], [remove(two!)], 2),
    await changeCase(
      'many changes at once',
      notes(80),
      [
        ...notes(90).slice(75).map(put),
        ...notes(40)
          .filter((_, i) => i % 3 === 0)
          .map(remove),
      ],
      2,
    ),
  ]
  return {
    about: 'Changes of a tree: the root after them, the nodes that were not there before, and the diff.',
    cases,
  }
}

export async function validProofs(): Promise<VectorFile<ProofCase>> {
  const prove = async (
    name: string,
    keys: string[],
    key: string,
    bitsPerLevel: number,
  ): Promise<ProofCase> => {
    const { root, blocks } = buildTree(entriesOf(keys), { bitsPerLevel })
    const proof = await proveEntry(readerOf(blocks), root, key, { bitsPerLevel })
    const { value } = verifyProof(root, key, proof, { bitsPerLevel })
    return {
      name,
      bitsPerLevel,
      root: root.toString(),
      key,
      keyHex: keyHex(key),
      nodes: proof.nodes.map(hex),
      value: value?.toString() ?? null,
    }
  }
  const upper = keysOfLevel(2, 1)[0]!
  const middle = keysOfLevel(1, 1)[0]!
  const lower = keysOfLevel(0, 12)
  return {
    about: 'What a tree says about a key, with the nodes that show it.',
    cases: [
      await prove('nothing is in the empty tree', [], 'a', 5),
      await prove('a key in the root', [...lower, upper], upper, 2),
      await prove('a key in a leaf', [...lower, upper], lower[3]!, 2),
      await prove('a key that would be above the root', [...lower, middle], upper, 2),
      await prove('a key that would be in the root', [...lower, upper], keysOfLevel(2, 2)[1]!, 2),
      await prove('a key that would be where no child is', [upper], lower[0]!, 2),
      await prove('a key that would be in a leaf', [...lower, upper], keysOfLevel(0, 13)[12]!, 2),
      await prove('a key among two hundred', notes(200), notes(200)[77]!, 5),
    ],
  }
}
