/** Mirrors of cubes: what goes in comes out, equal for every member, and nothing of it can be read or moved. */
import fc from 'fast-check'
import { CID as CIDs, type CID } from 'multiformats/cid'
import { describe, expect, it } from 'vitest'
import { linksOf, type Block } from '../../../src/core/codec/index.ts'
import {
  encodeMemory,
  parseMemory,
  isSignedByAuthor,
  parseCommit,
  parseGenesis,
  verifyCommit,
  type Commit,
} from '../../../src/core/cube/index.ts'
import {
  createMirror,
  epochOfCommit,
  HEADER_KEY,
  openMirror,
  sealStep,
  unsealStep,
  type ContentKeys,
  type Mirror,
  type Twin,
} from '../../../src/core/sealed/index.ts'
import { applyChanges, getEntry, verifyTree, walk } from '../../../src/core/tree/index.ts'
import { author, Blocks, commitEdit, keysOf, sampleCube, type Edit, type SampleCube } from './sample-cube.ts'

interface SealedHistory {
  mirror: Mirror
  /** Only what a seed holds. */
  seed: Blocks
  commits: Commit[]
  blocks: Block[][]
  twins: Twin[]
}

/** Seals a history commit by commit, each under the epoch given for it. */
async function sealAll(cube: SampleCube, keys: ContentKeys, epochs: number[]): Promise<SealedHistory> {
  const mirror = createMirror(keys, cube.genesis.bytes, epochs[0]!)
  const seed = new Blocks()
  const all: SealedHistory = { mirror, seed, commits: [], blocks: [], twins: [] }
  const both = {
    getMany: async (cids: CID[]) => {
      const [plain, sealed] = [await cube.blocks.getMany(cids), await seed.getMany(cids)]
      return cids.map((_, at) => plain[at] ?? sealed[at])
    },
  }
  let parents: CID[] = []
  for (const [at, { block }] of cube.commits.entries()) {
    const step = {
      reader: both,
      mirror,
      epoch: epochs[at]!,
      base: all.twins.at(-1),
      plain: block.bytes,
      parents,
    }
    const sealed = await sealStep({ ...step, secret: author.secret })
    seed.put(sealed.blocks)
    all.commits.push(sealed.commit)
    all.blocks.push(sealed.blocks)
    all.twins.push(sealed.twin)
    parents = [sealed.block.cid]
  }
  return all
}

/** What a member has after unsealing every commit in turn from a seed's blocks. */
async function unsealAll({ seed, commits }: SealedHistory, keys: ContentKeys): Promise<Blocks> {
  const mine = new Blocks()
  mine.put([...seed.held].map(([id, bytes]) => ({ cid: CIDs.parse(id), bytes })))
  const plain = new Blocks()
  const mirror = await mirrorFromSeed(seed, commits[0]!, keys)
  let base: Twin | undefined
  for (const sealed of commits) {
    const step = await unsealStep({ reader: mine, mirror, base, sealed })
    mine.put(step.blocks)
    plain.put(step.blocks)
    base = step.twin
  }
  return plain
}

async function mirrorFromSeed(seed: Blocks, commit: Commit, keys: ContentKeys): Promise<Mirror> {
  const header = await getEntry(seed, commit.tree, HEADER_KEY)
  const [genesis, memory] = await seed.getMany([commit.cube, header!])
  return openMirror(keys, genesis!, memory!)
}

async function historyOf(edits: readonly Edit[]): Promise<SampleCube> {
  const cube = sampleCube()
  for (const edit of edits) await commitEdit(cube, edit)
  return cube
}

/** Everything that a plain state needs: tree, memories, payloads, commit. */
async function closureOf(cube: SampleCube): Promise<string[]> {
  const ids = new Set<string>([cube.genesis.cid.toString()])
  for (const { block } of cube.commits) {
    const stack = [block.cid]
    for (let cid = stack.pop(); cid !== undefined; cid = stack.pop()) {
      if (ids.has(cid.toString()) && !cid.equals(block.cid)) continue
      ids.add(cid.toString())
      const [bytes] = await cube.blocks.getMany([cid])
      stack.push(...linksOf({ cid, bytes: bytes! }).filter((link) => !ids.has(link.toString())))
    }
  }
  return [...ids].sort()
}

const secretText = 'Wells at Kettle Ridge run dry in the third week of August.'
const long = `${secretText} ${'more of it. '.repeat(3_000)}`
const story: Edit[] = [
  { 'wells/kettle': secretText, 'people/ann': 'Ann keeps the spare key.', 'big/report': long },
  { 'people/ann': null, 'people/bea': secretText },
  { 'wells/kettle': 'They were refilled.', 'big/report': `${long}!` },
]

describe('a sealed cube', () => {
  it('comes back block for block, from what a seed holds and over three epochs', async () => {
    const cube = await historyOf(story)
    const sealed = await sealAll(cube, keysOf(1, 2, 5), [1, 2, 5])
    const plain = await unsealAll(sealed, keysOf(1, 2, 5))
    const wanted = await closureOf(cube)
    for (const id of wanted)
      expect(plain.held.get(id), id).toEqual(Uint8Array.from(cube.blocks.held.get(id)!))
    expect(sealed.commits.map(epochOfCommit)).toEqual([1, 2, 5])
  })

  it('is an ordinary cube to whoever cannot read it', async () => {
    const cube = await historyOf(story)
    const { mirror, seed, commits } = await sealAll(cube, keysOf(1), [1, 1, 1])
    for (const commit of commits) {
      expect(() => verifyCommit(commit, parseGenesis(mirror.genesis.bytes))).not.toThrow()
      expect((await verifyTree(seed, commit.tree)).count).toBe(commit.count)
    }
  })

  it('holds no run of eight bytes of any text, key or name of the original', async () => {
    const cube = await historyOf(story)
    const { seed } = await sealAll(cube, keysOf(1), [1, 1, 1])
    const haystack = Buffer.concat([...seed.held.values()])
    const texts = [
      secretText,
      'Ann keeps the spare key.',
      'wells/kettle',
      'people/ann',
      'big/report',
      'what changed is nobody',
    ]
    for (const text of texts) {
      const bytes = Buffer.from(text)
      for (let at = 0; at + 8 <= bytes.length; at++)
        expect(haystack.includes(bytes.subarray(at, at + 8)), text.slice(at, at + 8)).toBe(false)
    }
    const ids = [cube.genesis.cid, ...cube.commits.map(({ block }) => block.cid)]
    for (const cid of ids) expect(haystack.includes(Buffer.from(cid.multihash.digest))).toBe(false)
  })

  it('costs by what changed, not by what there is', async () => {
    const many = Object.fromEntries(Array.from({ length: 600 }, (_, i) => [`key/${i}`, `text number ${i}`]))
    const cube = await historyOf([many, { 'key/7': 'another text' }])
    const { blocks } = await sealAll(cube, keysOf(1), [1, 1])
    expect(blocks[0]!.length).toBeGreaterThan(600)
    expect(blocks[1]!.length).toBeLessThan(10)
  })

  it('tells equal texts apart by key, by cube and by epoch', async () => {
    const cube = await historyOf([{ a: secretText, b: secretText }, { a: 'x' }, { a: secretText }])
    const { seed, commits } = await sealAll(cube, keysOf(1, 2), [1, 1, 2])
    const values = new Set<string>()
    for (const commit of commits)
      for await (const [, value] of walk(seed, commit.tree)) values.add(value.toString())
    // The header, a and b of the first, x, and a once more in another epoch.
    expect(values.size).toBe(5)
    const mirrors = ['notes', 'other'].map((name) =>
      createMirror(keysOf(1), sampleCube(name).genesis.bytes, 1),
    )
    expect(mirrors[0]!.blind('a')).not.toBe(mirrors[1]!.blind('a'))
  })
})

describe('whoever may not', () => {
  it('cannot open a mirror without the key of its epoch, and says which is lacking', async () => {
    const cube = await historyOf(story)
    const sealed = await sealAll(cube, keysOf(1, 2), [1, 1, 2])
    await expect(unsealAll(sealed, keysOf())).rejects.toMatchObject({ code: 'ERR_DENIED' })
    await expect(unsealAll(sealed, keysOf(1))).rejects.toThrow(/epoch 2/)
    const stolen = { ...keysOf(1), contentOf: () => new Uint8Array(32) }
    await expect(unsealAll(sealed, stolen)).rejects.toMatchObject({ code: 'ERR_UNVERIFIABLE' })
  })

  /** The second state with one entry of the mirror replaced, signed by the author as if it were right. */
  async function withEntry(sealed: SealedHistory, key: string, value: CID): Promise<Promise<unknown>> {
    const { mirror, seed, commits, twins } = sealed
    const plainOf = commits[1]!
    const written = await applyChanges(seed, plainOf.tree, [{ key, value }])
    seed.put(written.blocks)
    const commit = { ...plainOf, tree: written.root }
    const mine = new Blocks()
    mine.put([...seed.held].map(([id, bytes]) => ({ cid: CIDs.parse(id), bytes })))
    const first = await unsealStep({ reader: mine, mirror, base: undefined, sealed: commits[0]! })
    mine.put(first.blocks)
    return unsealStep({ reader: mine, mirror, base: twins[0], sealed: commit })
  }

  it('cannot put a sealed block under another key, in another cube, of another time or altered', async () => {
    const edits: Edit[] = [{ a: 'one', b: 'two' }, { a: 'three' }]
    const cube = await historyOf(edits)
    const sealed = await sealAll(cube, keysOf(1, 2), [1, 2])
    const { mirror, seed, commits } = sealed
    const at = async (history: SealedHistory, commit: number, key: string): Promise<CID> =>
      (await getEntry(history.seed, history.commits[commit]!.tree, history.mirror.blind(key)))!
    const refused = { code: 'ERR_UNVERIFIABLE' }
    // Under another key.
    await expect(withEntry(sealed, mirror.blind('b'), await at(sealed, 1, 'a'))).rejects.toMatchObject(
      refused,
    )
    await expect(withEntry(sealed, mirror.blind('c'), await at(sealed, 1, 'a'))).rejects.toMatchObject(
      refused,
    )
    // The state before: authentic, but not what the author signed.
    await expect(withEntry(sealed, mirror.blind('a'), await at(sealed, 0, 'a'))).rejects.toMatchObject(
      refused,
    )
    // Of another cube with the same key and text, and of another epoch.
    const other = sampleCube('other')
    for (const edit of edits) await commitEdit(other, edit)
    const foreign = await sealAll(other, keysOf(1, 2), [1, 2])
    const foreignValue = await at(foreign, 1, 'a')
    seed.put([{ cid: foreignValue, bytes: foreign.seed.held.get(foreignValue.toString())! }])
    await expect(withEntry(sealed, mirror.blind('a'), foreignValue)).rejects.toMatchObject(refused)
    // Altered: one bit anywhere in the sealed bytes, the number of its epoch included.
    const value = await at(sealed, 1, 'a')
    const memory = parseMemory(seed.held.get(value.toString())!)
    for (let place = 0; place < (memory.body as Uint8Array).length; place += place < 32 ? 1 : 5) {
      const body = Uint8Array.from(memory.body as Uint8Array)
      body[place]! ^= 1
      const block = encodeMemory({ ...memory, body })
      seed.put([block])
      await expect(withEntry(sealed, mirror.blind('a'), block.cid), `${place}`).rejects.toMatchObject({
        code: place < 4 ? 'ERR_DENIED' : 'ERR_UNVERIFIABLE',
      })
    }
    expect(commits).toHaveLength(2)
  })

  it('cannot pass the header of one mirror for that of another', () => {
    const [one, two] = ['notes', 'other'].map((name) =>
      createMirror(keysOf(1), sampleCube(name).genesis.bytes, 1),
    )
    expect(() => openMirror(keysOf(1), one!.genesis.bytes, two!.header.bytes)).toThrow(/another mirror/)
  })
})

/** A history of up to five commits over few keys, and an epoch for each that never goes back. */
const histories = fc.array(
  fc.record({
    edit: fc.dictionary(
      fc.constantFrom('a', 'b', 'c/d', 'ü', 'z'.repeat(60)),
      fc.option(fc.string({ maxLength: 40 }), { nil: null, freq: 4 }),
      { minKeys: 1, noNullPrototype: true },
    ),
    step: fc.nat(2),
  }),
  { minLength: 1, maxLength: 5 },
)

describe('for any history', () => {
  it('two members make the same mirror block for block, and unsealing gives the cube', async () => {
    await fc.assert(
      fc.asyncProperty(histories, async (history) => {
        const cube = await historyOf(history.map(({ edit }) => edit))
        let epoch = 1
        const epochs = history.map(({ step }) => (epoch += step))
        const keys = () => keysOf(...Array.from({ length: 12 }, (_, i) => i))
        const [one, two] = [await sealAll(cube, keys(), epochs), await sealAll(cube, keys(), epochs)]
        expect(one.seed.held).toEqual(two.seed.held)
        const plain = await unsealAll(one, keys())
        const held = (await closureOf(cube)).filter((id) => plain.held.get(id) === undefined)
        expect(held).toEqual([])
        for (const { block } of cube.commits)
          expect(isSignedByAuthor(parseCommit(plain.held.get(block.cid.toString())!))).toBe(true)
      }),
      { numRuns: 25, seed: 20_261_121 },
    )
  })
})
