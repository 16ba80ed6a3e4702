/**
 * What sealing costs: a cube of memories sealed into its mirror and unsealed again, all of it and after one change, beside
 * the verification that a pull of the plain cube does anyway. In memory, one thread, no network.
 *
 *   node scripts/bench/sealing.ts [memories, 10000] [rounds, 5] [seed, 1]
 */
import type { CID } from 'multiformats/cid'
import { cidFor, RAW, verifyBlock, type Block } from '../../src/core/codec/index.ts'
import { createGenesis, createMemory, nextTid, parseMemory, signCommit } from '../../src/core/cube/index.ts'
import { keyPairFromSecret } from '../../src/core/identity/index.ts'
import { createMirror, sealStep, unsealStep, type ContentKeys } from '../../src/core/sealed/index.ts'
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
const reader = { getMany: async (cids: CID[]) => cids.map((cid) => held.get(cid.toString())) }
const put = (blocks: readonly Block[]): void =>
  blocks.forEach(({ cid, bytes }) => held.set(cid.toString(), bytes))
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

const times = {
  verify: [] as number[],
  seal: [] as number[],
  unseal: [] as number[],
  sealOne: [] as number[],
  unsealOne: [] as number[],
}
let bytes = { plain: 0, sealed: 0 }
for (let round = 0; round < rounds; round++) {
  await timed(times.verify, async () => {
    await verifyTree(reader, tree.root)
    for await (const [, cid] of walk(reader, tree.root)) {
      const block = held.get(cid.toString())!
      verifyBlock(cid, block)
      parseMemory(block)
    }
  })
  const mirror = createMirror(keys, genesis.bytes, 1)
  const common = { reader, mirror, epoch: 1, secret: author.secret }
  const sealed = await timed(times.seal, () =>
    sealStep({ ...common, base: undefined, plain: first.bytes, parents: [] }),
  )
  const size = (blocks: readonly Block[]): number =>
    blocks.reduce((sum, block) => sum + block.bytes.length, 0)
  bytes = {
    plain: size(tree.blocks) + entries.reduce((sum, [, cid]) => sum + held.get(cid.toString())!.length, 0),
    sealed: size(sealed.blocks),
  }
  put(sealed.blocks)
  await timed(times.unseal, () => unsealStep({ reader, mirror, base: undefined, sealed: sealed.commit }))
  const one = await timed(times.sealOne, () =>
    sealStep({ ...common, base: sealed.twin, plain: second.bytes, parents: [sealed.block.cid] }),
  )
  put(one.blocks)
  await timed(times.unsealOne, () => unsealStep({ reader, mirror, base: sealed.twin, sealed: one.commit }))
}

printHeading(`sealing: a cube of ${memories} memories`, seed)
printTimes('verify the plain tree and its memories', times.verify)
printTimes('seal all', times.seal)
printTimes('unseal and verify all', times.unseal)
printTimes('seal one change', times.sealOne)
printTimes('unseal and verify one change', times.unsealOne)
console.log(`  unseal all / verify plain: ${(median(times.unseal) / median(times.verify)).toFixed(2)}`)
console.log(`  bytes: plain ${bytes.plain}, mirror ${bytes.sealed}`)
