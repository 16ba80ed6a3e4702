/**
 * What sealing costs: all blocks of a cube of memories sealed into a mirror and opened again, and after one change, beside
 * the verification that a pull of the plain cube does anyway. In memory, one thread, no network.
 *
 *   node scripts/bench/sealing.ts [memories, 10000] [rounds, 5] [seed, 1]
 */
import type { CID } from 'multiformats/cid'
import { cidFor, RAW, verifyBlock, type Block } from '../../src/core/codec/index.ts'
import {
  createGenesis,
  createMemory,
  nextTid,
  parseMemory,
  signCommit,
  signHead,
} from '../../src/core/cube/index.ts'
import { keyPairFromSecret } from '../../src/core/identity/index.ts'
import {
  createMirror,
  openSealed,
  sealState,
  type ContentKeys,
  type Mirror,
  type Statement,
} from '../../src/core/sealed/index.ts'
import { applyChanges, buildTree, verifyTree, walk } from '../../src/core/tree/index.ts'
import { textsOf } from './history/texts.ts'
import { median, printHeading, printTimes } from './shared/report.ts'

const [memories = 10_000, rounds = 5, seed = 1] = process.argv.slice(2).map(Number)
const author = keyPairFromSecret(new Uint8Array(32).fill(1))
const keys: ContentKeys = {
  swarm: cidFor(RAW, Buffer.from('swarm')),
  contentOf: () => new Uint8Array(32).fill(2),
}
const held = new Map<string, Uint8Array>()
/** The bytes of a CID as a string: cheaper than its text, which would weigh on what is measured. */
const idOf = ({ bytes }: CID): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
const reader = { getMany: async (cids: CID[]) => cids.map((cid) => held.get(idOf(cid))) }
const put = (blocks: readonly Block[]): void => blocks.forEach(({ cid, bytes }) => held.set(idOf(cid), bytes))
const memoryOf = (body: string): Block =>
  createMemory({
    type: 'plaintext',
    media: 'text/plain',
    body,
    tags: [],
    created: 1,
    provenance: { activity: 'written' },
    governance: {},
  }).block

async function timed<T>(times: number[], work: () => Promise<T>): Promise<T> {
  const start = performance.now()
  const result = await work()
  times.push(performance.now() - start)
  return result
}

const genesis = createGenesis({
  name: 'bench',
  authors: [author.publicKey],
  visibility: 'private',
  created: 1,
  nonce: new Uint8Array(16),
})
const entries = [...textsOf(memories, seed)].map(([key, text]): [string, CID] => {
  const block = memoryOf(text)
  put([block])
  return [key, block.cid]
})
const tree = buildTree(entries)
put(tree.blocks)
const commitOf = (root: CID, parents: CID[], time: number): Block =>
  signCommit(
    {
      cube: genesis.cid,
      tree: root,
      parents,
      rev: nextTid(undefined, time, 0),
      author: author.publicKey,
      time,
      message: '',
      count: memories,
    },
    author.secret,
  ).block
const first = commitOf(tree.root, [], 1)
const changed = memoryOf('one memory says something else')
const changedTree = await applyChanges(reader, tree.root, [{ key: entries[0]![0], value: changed.cid }])
put([first, changed, ...changedTree.blocks])
const second = commitOf(changedTree.root, [first.cid], 2)

const headOf = (commit: CID, seq: number): Statement => ({
  statement: signHead(
    { cube: genesis.cid, seq, refs: { main: commit }, author: author.publicKey, time: seq, expires: seq },
    author.secret,
  ).bytes,
  rosters: [],
})
const blocksOf = (cids: readonly CID[]): Block[] => cids.map((cid) => ({ cid, bytes: held.get(idOf(cid))! }))

const times = {
  verify: [] as number[],
  seal: [] as number[],
  unseal: [] as number[],
  sealOne: [] as number[],
  unsealOne: [] as number[],
}
const firstBlocks = [...tree.blocks, ...blocksOf(entries.map(([, cid]) => cid)), first]
const secondBlocks = [...changedTree.blocks, changed, second]
const size = (blocks: readonly Block[]): number => blocks.reduce((sum, block) => sum + block.bytes.length, 0)
let bytes = { plain: 0, sealed: 0 }
for (let round = 0; round < rounds; round++) {
  await timed(times.verify, async () => {
    await verifyTree(reader, tree.root)
    for await (const [, cid] of walk(reader, tree.root)) {
      const block = held.get(idOf(cid))!
      verifyBlock(cid, block)
      parseMemory(block)
    }
  })
  const mirror = createMirror(keys, { genesis: genesis.bytes, author: author.publicKey, epoch: 1 })
  const common = { reader, mirror, epoch: 1 }
  const all = await timed(times.seal, () =>
    sealState({ ...common, base: undefined, blocks: firstBlocks, statement: headOf(first.cid, 1) }),
  )
  bytes = { plain: size(firstBlocks), sealed: size(all.blocks) }
  put(all.blocks)
  await timed(times.unseal, () => readAll(mirror, all.root, firstBlocks))
  const one = await timed(times.sealOne, () =>
    sealState({ ...common, base: all.root, blocks: secondBlocks, statement: headOf(second.cid, 2) }),
  )
  put(one.blocks)
  await timed(times.unsealOne, () => readAll(mirror, one.root, secondBlocks))
}

/** As a pull asks: the statement, then blocks in batches. */
async function readAll(mirror: Mirror, root: CID, blocks: readonly Block[]): Promise<void> {
  const sealed = openSealed(reader, mirror, root)
  await sealed.statement()
  for (let from = 0; from < blocks.length; from += 256) {
    const wanted = blocks.slice(from, from + 256).map(({ cid }) => cid)
    if ((await sealed.getMany(wanted)).includes(undefined)) throw new Error('a block is not in the mirror')
  }
}

printHeading(`sealing: a cube of ${memories} memories, ${firstBlocks.length} blocks`, seed)
printTimes('verify the plain tree and its memories', times.verify)
printTimes('seal all', times.seal)
printTimes('open all, 256 at a time', times.unseal)
printTimes('seal one change', times.sealOne)
printTimes('open one change', times.unsealOne)
console.log(`  open all / verify plain: ${(median(times.unseal) / median(times.verify)).toFixed(2)}`)
console.log(`  bytes: plain ${bytes.plain}, mirror ${bytes.sealed}`)
