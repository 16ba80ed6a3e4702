/** Mirrors of cubes: what goes in comes out, equal for every member, and nothing of it can be read or moved. */
import fc from 'fast-check'
import type { CID } from 'multiformats/cid'
import { describe, expect, it } from 'vitest'
import { cidFor, RAW, type Block } from '../../../src/core/codec/index.ts'
import { MemCubeError } from '../../../src/core/errors.ts'
import { encodeMemory, parseMemory } from '../../../src/core/cube/index.ts'
import {
  createMirror,
  HEADER_KEY,
  openMirror,
  openSealed,
  sealBlock,
  sealState,
  signMirrorCommit,
  unsealBlock,
  type Mirror,
} from '../../../src/core/sealed/index.ts'
import { applyChanges, getEntry, verifyTree, walk } from '../../../src/core/tree/index.ts'
import { mirrorOf, readerOf, type Mirrored } from './mirror-of.ts'
import {
  another,
  author,
  Blocks,
  blocksOf,
  commitEdit,
  headOf,
  keysOf,
  sampleCube,
  type Edit,
  type SampleCube,
} from './sample-cube.ts'

async function historyOf(edits: readonly Edit[], name?: string): Promise<SampleCube> {
  const cube = sampleCube(name)
  for (const edit of edits) await commitEdit(cube, edit)
  return cube
}

const secretText = 'Wells at Kettle Ridge run dry in the third week of August.'
const long = `${secretText} ${'more of it. '.repeat(3_000)}`
const story: Edit[] = [
  { 'wells/kettle': secretText, 'people/ann': 'Ann keeps the spare key.', 'big/report': long },
  { 'people/ann': null, 'people/bea': secretText },
  { 'wells/kettle': 'They were refilled.', 'big/report': `${long}!` },
]
const cidsOf = (blocks: readonly Block[]): CID[] => blocks.map(({ cid }) => cid)
const plain = (bytes: Uint8Array | undefined): Uint8Array | undefined => bytes && Uint8Array.from(bytes)
const mirrorBy = (name: string, by = author, epoch = 1): Mirror =>
  createMirror(keysOf(1, 2), { genesis: sampleCube(name).genesis.bytes, author: by.publicKey, epoch })
const refused = { code: 'ERR_UNVERIFIABLE' }

describe('a mirror', () => {
  it('gives back every block and the statement of each state, over three epochs', async () => {
    const cube = await historyOf(story)
    const mirrored = await mirrorOf(cube, keysOf(1, 2, 5), [1, 2, 5])
    for (const at of story.keys()) {
      const blocks = blocksOf(cube, at + 1)
      const reader = readerOf(mirrored, at)
      const found = await reader.getMany(cidsOf(blocks))
      expect(found.map(plain)).toEqual(blocks.map(({ bytes }) => plain(bytes)))
      expect(await reader.has(cidsOf(blocks))).toEqual(blocks.map(() => true))
      expect(await reader.statement()).toEqual(headOf(cube, at))
    }
    const later = cube.commits[2]!.block.cid
    expect(await readerOf(mirrored, 1).block(later)).toBeUndefined()
    expect(await readerOf(mirrored, 1).has([later])).toEqual([false])
    expect(plain(await readerOf(mirrored, 2).block(later))).toEqual(cube.commits[2]!.block.bytes)
  })

  it('is an ordinary cube of one author to whoever cannot read it, and opens from what they hold', async () => {
    const cube = await historyOf(story)
    const { mirror, seed, commits } = await mirrorOf(cube, keysOf(1), [1, 1, 1])
    for (const commit of commits) {
      expect((await verifyTree(seed, commit.tree)).count).toBe(commit.count)
      const header = await getEntry(seed, commit.tree, HEADER_KEY)
      const [genesis, record] = await seed.getMany([commit.cube, header!])
      const opened = openMirror(keysOf(1), genesis!, record!)
      expect([opened.cube, opened.author, opened.epoch]).toEqual([cube.genesis.cid, author.publicKey, 1])
      expect([opened.genesis.cid, opened.header.cid]).toEqual([mirror.genesis.cid, mirror.header.cid])
      expect(opened.blind('a')).toBe(mirror.blind('a'))
    }
  })

  it('holds no run of eight bytes of any text, key, name, message, branch or CID of the original', async () => {
    const cube = await historyOf(story)
    const { seed } = await mirrorOf(cube, keysOf(1), [1, 1, 1])
    const haystack = Buffer.concat([...seed.held.values(), Buffer.from([...seed.held.keys()].join())])
    const texts = [
      secretText,
      'Ann keeps the spare key.',
      'wells/kettle',
      'people/ann',
      'big/report',
      'what changed is nobody',
      'secret-branch',
    ]
    for (const text of texts) {
      const bytes = Buffer.from(text)
      for (let at = 0; at + 8 <= bytes.length; at++)
        expect(haystack.includes(bytes.subarray(at, at + 8)), text.slice(at, at + 8)).toBe(false)
    }
    for (const { cid } of [cube.genesis, ...blocksOf(cube)]) {
      expect(haystack.includes(Buffer.from(cid.multihash.digest).subarray(0, 8))).toBe(false)
      expect(haystack.includes(cid.toString().slice(-20))).toBe(false)
    }
  })

  it('costs by what is new, not by what there is', async () => {
    const many = Object.fromEntries(Array.from({ length: 600 }, (_, i) => [`key/${i}`, `text number ${i}`]))
    const cube = await historyOf([many, { 'key/7': 'another text' }])
    const { added } = await mirrorOf(cube, keysOf(1), [1, 1])
    expect(added[0]).toBeGreaterThan(600)
    expect(added[1]).toBeLessThan(25)
  })

  it('has equal entries in the mirrors of two authors, and another id', async () => {
    const cube = await historyOf(story.slice(0, 1))
    const [one, two] = [await mirrorOf(cube, keysOf(1), [1]), await mirrorOf(cube, keysOf(1), [1], another)]
    const entriesOf = async ({ seed, commits, mirror }: Mirrored): Promise<string[]> => {
      const all: string[] = []
      for await (const [key, value] of walk(seed, commits[0]!.tree))
        if (key !== mirror.blind('statement')) all.push(`${key} ${value.toString()}`)
      return all
    }
    expect(await entriesOf(one)).toEqual(await entriesOf(two))
    expect(one.mirror.genesis.cid.equals(two.mirror.genesis.cid)).toBe(false)
    expect((await readerOf(two).statement())?.statement).toEqual(headOf(cube, 0, another).statement)
  })

  it('seals a text otherwise in another cube and in another epoch', () => {
    const bytes = Buffer.from(secretText)
    const block = { cid: cidFor(RAW, bytes), bytes }
    const sealed = [
      sealBlock(mirrorBy('notes'), 1, block),
      sealBlock(mirrorBy('notes'), 2, block),
      sealBlock(mirrorBy('other'), 1, block),
      sealBlock(mirrorBy('notes', author, 2), 2, block),
    ]
    expect(new Set(sealed.map(({ value }) => value.toString())).size).toBe(4)
    expect(new Set(sealed.map(({ key }) => key)).size).toBe(3)
  })

  it('loses what is taken out, and counts it', async () => {
    const cube = await historyOf(story)
    const { mirror, seed, commits } = await mirrorOf(cube, keysOf(1), [1, 1, 1])
    const last = commits.at(-1)!
    const gone = cidFor(RAW, Buffer.from(long))
    const common = { reader: seed, mirror, epoch: 1, base: last.tree, statement: headOf(cube, 2) }
    const state = await sealState({ ...common, blocks: [], without: [gone, gone, cube.genesis.cid] })
    seed.put(state.blocks)
    expect(state.entries).toBe(-1)
    expect((await verifyTree(seed, state.root)).count).toBe(last.count - 1)
    expect(await openSealed(seed, mirror, state.root).block(gone)).toBeUndefined()
    const same = await sealState({ ...common, blocks: blocksOf(cube) })
    expect(same).toEqual({ root: last.tree, blocks: [], entries: 0 })
  })

  it('is signed by nobody but its author', async () => {
    const fields = { tree: sampleCube().genesis.cid, parents: [], rev: '3lbbcdefgh222', time: 1, count: 1 }
    expect(() => signMirrorCommit(mirrorBy('notes'), fields, another.secret)).toThrow(/own key/)
    expect(signMirrorCommit(mirrorBy('notes'), fields, author.secret).commit.message).toBe('')
  })
})

describe('a block of any size', () => {
  const mirror = mirrorBy('notes')
  const piece = 512 * 1024

  it.each([
    [0, 1],
    [1, 1],
    [200, 1],
    [16_384 - 44, 1],
    [16_384 - 43, 2],
    [piece, 2],
    [piece + 1, 4],
    [2 * piece, 4],
  ])('of %i bytes is %i blocks, each of which fits, and comes back', async (size, blocks) => {
    const bytes = new Uint8Array(size).fill(7)
    const cid = cidFor(RAW, bytes)
    const sealed = sealBlock(mirror, 1, { cid, bytes })
    expect(sealed.blocks).toHaveLength(blocks)
    expect(Math.max(...sealed.blocks.map((block) => block.bytes.length))).toBeLessThanOrEqual(1024 * 1024)
    const held = new Blocks()
    const statement = headOf(await historyOf([{ a: 'x' }]), 0)
    const common = { reader: held, mirror, epoch: 1, base: undefined, statement }
    const state = await sealState({ ...common, blocks: [{ cid, bytes }] })
    held.put(state.blocks)
    expect(plain(await openSealed(held, mirror, state.root).block(cid))).toEqual(bytes)
  })

  it('above 1 MiB is refused', () => {
    const bytes = new Uint8Array(2 * piece + 1)
    expect(() => sealBlock(mirror, 1, { cid: cidFor(RAW, bytes), bytes })).toThrow(
      expect.objectContaining({ code: 'ERR_LIMIT' }),
    )
  })

  it('does not come back from pieces that are cut, swapped, doubled or not its own', () => {
    const bytes = new Uint8Array(2 * piece).fill(1)
    bytes.fill(2, piece)
    const cid = cidFor(RAW, bytes)
    const [a, b, , entry] = sealBlock(mirror, 1, { cid, bytes }).blocks.map((block) => block.bytes)
    expect(unsealBlock(mirror, cid, entry!, [a!, b!])).toEqual(bytes)
    for (const pieces of [[], [a!], [b!, a!], [a!, a!], [a!, b!, b!], [a!, b!.subarray(1)]])
      expect(() => unsealBlock(mirror, cid, entry!, pieces)).toThrow(expect.objectContaining(refused))
  })
})

describe('whoever may not', () => {
  it('cannot open a mirror without the key of its epoch, and says which is lacking', async () => {
    const cube = await historyOf(story)
    const mirrored = await mirrorOf(cube, keysOf(1, 2), [1, 1, 2])
    const { genesis, header } = mirrored.mirror
    expect(() => openMirror(keysOf(2), genesis.bytes, header.bytes)).toThrow(/epoch 1/)
    const stolen = { ...keysOf(1), contentOf: () => new Uint8Array(32) }
    expect(() => openMirror(stolen, genesis.bytes, header.bytes)).toThrow(expect.objectContaining(refused))
    const mirror = openMirror(keysOf(1), genesis.bytes, header.bytes)
    const reader = readerOf({ ...mirrored, mirror })
    await expect(reader.block(cube.commits[2]!.block.cid)).rejects.toThrow(/epoch 2/)
    await expect(reader.statement()).rejects.toMatchObject({ code: 'ERR_DENIED' })
    expect(plain(await reader.block(cube.commits[1]!.block.cid))).toEqual(cube.commits[1]!.block.bytes)
  })

  it('cannot put a sealed block under another name, in another cube, or altered', async () => {
    const cube = await historyOf([{ a: 'one', b: 'two' }])
    const { mirror, seed, commits } = await mirrorOf(cube, keysOf(1, 2), [1])
    const [one, two] = blocksOf(cube)
    const nameOf = (block: Block): string => mirror.blind(`block/${block.cid}`)
    const tree = commits[0]!.tree
    const readWith = async (value: CID): Promise<unknown> => {
      const written = await applyChanges(seed, tree, [{ key: nameOf(one!), value }])
      seed.put(written.blocks)
      return openSealed(seed, mirror, written.root).block(one!.cid)
    }
    const valueOf = async (name: string): Promise<CID> => (await getEntry(seed, tree, name))!
    await expect(readWith(await valueOf(nameOf(two!)))).rejects.toMatchObject(refused)
    await expect(readWith(await valueOf(mirror.blind('statement')))).rejects.toMatchObject(refused)
    await expect(readWith(mirror.header.cid)).rejects.toMatchObject(refused)
    const foreign = sealBlock(mirrorBy('other'), 1, one!)
    seed.put(foreign.blocks)
    await expect(readWith(foreign.value)).rejects.toMatchObject(refused)
    // What a member seals under the right name, but is not the block.
    const false_ = sealBlock(mirror, 1, { cid: one!.cid, bytes: two!.bytes })
    seed.put(false_.blocks)
    await expect(readWith(false_.value)).rejects.toThrow(/does not have its hash/)
    // Altered: one bit anywhere in the sealed bytes, the number of its epoch included.
    const memory = parseMemory(seed.held.get((await valueOf(nameOf(one!))).toString())!)
    const length = (memory.body as Uint8Array).length
    for (let place = 0; place < length; place += place < 32 ? 1 : 5) {
      const body = Uint8Array.from(memory.body as Uint8Array)
      body[place]! ^= 1
      const block = encodeMemory({ ...memory, body })
      seed.put([block])
      await expect(readWith(block.cid), `${place}`).rejects.toMatchObject({
        code: place < 4 ? 'ERR_DENIED' : 'ERR_UNVERIFIABLE',
      })
    }
  })

  it('cannot dress an entry otherwise: all but its body is fixed', () => {
    const mirror = mirrorBy('notes')
    const bytes = Buffer.from(secretText)
    const cid = cidFor(RAW, bytes)
    for (const text of [bytes, Buffer.alloc(20_000)]) {
      const of = cidFor(RAW, text)
      const [entry, ...pieces] = sealBlock(mirror, 1, { cid: of, bytes: text }).blocks.toReversed()
      const boxes = pieces.map((block) => block.bytes)
      expect(plain(unsealBlock(mirror, of, entry!.bytes, boxes))).toEqual(plain(text))
      const memory = parseMemory(entry!.bytes)
      const dressed = [
        { ...memory, tags: ['a'] },
        { ...memory, created: 1 },
        { ...memory, media: 'text/plain' },
        { ...memory, type: 'plaintext' as const },
        { ...memory, data: {} },
        { ...memory, body: 'sealed' },
      ]
      for (const one of dressed)
        expect(() => unsealBlock(mirror, of, encodeMemory(one).bytes, boxes)).toThrow(
          expect.objectContaining(refused),
        )
      expect(() => unsealBlock(mirror, of, Buffer.concat([entry!.bytes, Buffer.of(0)]), boxes)).toThrow(
        expect.objectContaining(refused),
      )
    }
    expect(() => unsealBlock(mirror, cid, new Uint8Array(), [])).toThrow(expect.objectContaining(refused))
  })

  it('cannot make a member read a list of more pieces than a block has, nor one that is not there', async () => {
    const cube = await historyOf([{ a: 'x' }])
    const { mirror, seed, commits } = await mirrorOf(cube, keysOf(1), [1])
    const bytes = new Uint8Array(600_000)
    const cid = cidFor(RAW, bytes)
    const { key, blocks } = sealBlock(mirror, 1, { cid, bytes })
    const written = await applyChanges(seed, commits[0]!.tree, [{ key, value: blocks.at(-1)!.cid }])
    seed.put([...written.blocks, ...blocks.slice(1)])
    const read = openSealed(seed, mirror, written.root).block(cid)
    await expect(read).rejects.toMatchObject({ code: 'ERR_NOT_FOUND' })
    // The tree of the mirror lists far more than two pieces when it is taken for a list.
    const { encode: encodePb, prepare } = await import('@ipld/dag-pb')
    const links = Array.from({ length: 8_000 }, () => ({ Name: '', Hash: blocks[0]!.cid, Tsize: 1 }))
    const list = encodePb(prepare({ Data: new Uint8Array(), Links: links }))
    const memory = parseMemory(blocks.at(-1)!.bytes)
    const link = cidFor(0x70, list)
    const entry = encodeMemory({ ...memory, body: { link, bytes: 600_000 } })
    seed.put([entry, { cid: link, bytes: list }])
    const many = await applyChanges(seed, commits[0]!.tree, [{ key, value: entry.cid }])
    seed.put(many.blocks)
    await expect(openSealed(seed, mirror, many.root).block(cid)).rejects.toThrow(/8000 pieces/)
  })

  it('cannot pass the header of one mirror for that of another, nor a cube of two authors for a mirror', () => {
    const one = mirrorBy('notes')
    const open = (genesis: Block, header: Block) => openMirror(keysOf(1, 2), genesis.bytes, header.bytes)
    expect(() => open(one.genesis, mirrorBy('other').header)).toThrow(/another mirror/)
    expect(() => open(one.genesis, mirrorBy('notes', author, 2).header)).toThrow(/another mirror/)
    expect(() => open(one.plain, one.header)).toThrow(/one author/)
    expect(() => open(one.genesis, one.plain)).toThrow(expect.objectContaining(refused))
    // The header names no author: it is the genesis that differs.
    expect(one.header).toEqual(mirrorBy('notes', another).header)
    expect(open(mirrorBy('notes', another).genesis, one.header).author).toEqual(another.publicKey)
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
  it('two members make the same mirror block for block, and it gives the cube back', async () => {
    await fc.assert(
      fc.asyncProperty(histories, async (history) => {
        const cube = await historyOf(history.map(({ edit }) => edit))
        let epoch = 1
        const epochs = history.map(({ step }) => (epoch += step))
        const keys = () => keysOf(...Array.from({ length: 12 }, (_, i) => i))
        const [one, two] = [await mirrorOf(cube, keys(), epochs), await mirrorOf(cube, keys(), epochs)]
        expect(one.seed.held).toEqual(two.seed.held)
        const blocks = blocksOf(cube)
        const found = await readerOf(one).getMany(cidsOf(blocks))
        expect(found.map(plain)).toEqual(blocks.map(({ bytes }) => plain(bytes)))
        const last = one.commits.at(-1)!
        expect((await verifyTree(one.seed, last.tree)).count).toBe(last.count)
      }),
      { numRuns: 25, seed: 20_261_121 },
    )
  })

  it('bytes that were changed, cut or made up are refused by what they are, and never by a fault', () => {
    const mirror = mirrorBy('notes')
    const sealedOf = (size: number) => {
      const bytes = new Uint8Array(size).fill(size)
      const block = { cid: cidFor(RAW, bytes), bytes }
      const [entry, ...pieces] = sealBlock(mirror, 1, block).blocks.toReversed()
      return { cid: block.cid, entry: plain(entry!.bytes)!, pieces: pieces.map((one) => plain(one.bytes)!) }
    }
    const samples = [sealedOf(40), sealedOf(300), sealedOf(17_000)]
    const changed = fc.tuple(fc.nat(), fc.nat(255), fc.option(fc.nat(), { freq: 3 }))
    const mutate = (bytes: Uint8Array, [at, xor, cut]: [number, number, number | null]): Uint8Array => {
      const copy = Uint8Array.from(bytes)
      copy[at % copy.length]! ^= xor
      return cut === null ? copy : copy.slice(0, cut % (copy.length + 1))
    }
    fc.assert(
      fc.property(
        fc.nat(2),
        fc.boolean(),
        changed,
        fc.uint8Array({ maxLength: 400 }),
        (which, inEntry, how, made) => {
          const { cid, entry, pieces } = samples[which]!
          const inPiece = !inEntry && pieces.length > 0
          const attempts = [
            {
              entry: inPiece ? entry : mutate(entry, how),
              pieces: inPiece ? [mutate(pieces[0]!, how)] : pieces,
            },
            { entry: made, pieces },
            { entry, pieces: [...pieces, made] },
          ]
          for (const one of attempts) {
            const result = outcome(() => unsealBlock(mirror, cid, one.entry, one.pieces))
            if (result instanceof Uint8Array) expect(result).toEqual(unsealBlock(mirror, cid, entry, pieces))
            else expect(['ERR_UNVERIFIABLE', 'ERR_DENIED', 'ERR_LIMIT']).toContain(result)
          }
          const header = outcome(() =>
            openMirror(keysOf(1), mirror.genesis.bytes, mutate(mirror.header.bytes, how)),
          )
          if (typeof header !== 'string') expect(header).toMatchObject({ epoch: 1 })
          else expect(['ERR_UNVERIFIABLE', 'ERR_DENIED', 'ERR_LIMIT']).toContain(header)
        },
      ),
      { numRuns: 400, seed: 20_261_121 },
    )
  })
})

/** What came of it: a value, or the code of its refusal. Anything else is a fault. */
function outcome<T>(work: () => T): T | string {
  try {
    return work()
  } catch (error) {
    if (error instanceof MemCubeError) return error.code
    throw error
  }
}
