import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { CarWriter } from '@ipld/car/writer'
import type { CID } from 'multiformats/cid'
import { linksOf, parseCid, RAW, type Block } from '../../core/codec/index.ts'
import { payloadOf, readMemory } from '../../core/cube/index.ts'
import { missingNodes } from '../../core/tree/index.ts'
import { type Forgets, type Reads, history } from '../../cubes/index.ts'
import { NodeError } from '../../home/index.ts'
import type { Exporter } from './exporter.ts'
import { writeWhole } from './output.ts'

const batchBlocks = 256

/** A CARv1 whose root is the commit: genesis, commits, tree nodes, memories and payloads, each block once. */
export const car: Exporter = {
  format: 'car',
  write: (node, record, commit, out, { signal, progress }) =>
    writeWhole(out, async (path) => {
      const { writer, out: chunks } = CarWriter.create([commit])
      const file = pipeline(Readable.from(chunks), createWriteStream(path, { flags: 'wx' }))
      let written = 0
      const put = async (block: Block): Promise<void> => {
        signal.throwIfAborted()
        await writer.put(block)
        progress({ phase: 'write', done: ++written, unit: 'blocks' })
      }
      const blocks = (async () => {
        for await (const block of blocksOf(node, parseCid(record.cube), commit)) await put(block)
        await writer.close()
      })()
      await Promise.all([file, blocks])
      return { written, files: 1 }
    }),
}

async function* blocksOf(node: Reads & Forgets, cube: CID, commit: CID): AsyncGenerator<Block> {
  const seen = new Set<string>()
  const trees: CID[] = []
  const load = async function* (cids: readonly CID[]): AsyncGenerator<Block> {
    const fresh = cids.filter((cid) => !seen.has(cid.toString()) && seen.add(cid.toString()))
    const found = await node.store.getMany(fresh)
    for (const [index, cid] of fresh.entries()) {
      const bytes = found[index]
      if (bytes === undefined && node.forgotten.mayLack(cube.toString(), cid)) continue
      if (bytes === undefined)
        throw new NodeError('ERR_CORRUPT', `the block ${cid} is missing`, {
          hint: 'run `memcube fsck`, then pull the cube again',
        })
      yield { cid, bytes }
    }
  }
  yield* load([cube])
  for await (const { cid, commit: step, hasState } of history(node, [commit])) {
    yield* load([cid])
    if (await node.store.has(step.cube)) yield* load([step.cube])
    if (!hasState) continue
    let values: CID[] = []
    for await (const item of missingNodes(node.store, trees.slice(-1), step.tree)) {
      if ('node' in item) yield* load([item.node])
      else if (values.push(item.value) >= batchBlocks) {
        yield* withPayloads(load, values)
        values = []
      }
    }
    yield* withPayloads(load, values)
    trees.push(step.tree)
  }
}

/** Memory blocks, each followed by the blocks of its payload. */
async function* withPayloads(
  load: (cids: readonly CID[]) => AsyncGenerator<Block>,
  cids: readonly CID[],
): AsyncGenerator<Block> {
  for await (const block of load(cids)) {
    yield block
    const open = payloadLinks(block)
    for (let link = open.pop(); link !== undefined; link = open.pop()) {
      for await (const part of load([link])) {
        yield part
        if (part.cid.code !== RAW) open.push(...linksOf(part))
      }
    }
  }
}

function payloadLinks({ bytes }: Block): CID[] {
  const payload = payloadOf(readMemory(bytes))
  return payload === undefined ? [] : [payload.link]
}
