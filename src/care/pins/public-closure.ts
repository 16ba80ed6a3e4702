/**
 * All that a published state links to, each block once. A pin takes everything or fails, so a block that is missing here, or
 * that is not everybody's to read, is a refusal before anything leaves.
 */
import type { CID } from 'multiformats/cid'
import { CidSet, linksOf, RAW, type Block } from '../../core/codec/index.ts'
import { NodeError } from '../../home/index.ts'
import { createServable } from '../../sharing/index.ts'
import type { Pins } from './needs.ts'

const batchBlocks = 256

/** CIDs of the closure, the commit first. @throws ERR_DENIED */
export async function publicClosure(
  node: Pins,
  { commit, name }: { commit: CID; name: string },
  signal: AbortSignal,
): Promise<CID[]> {
  const servable = createServable(node)
  try {
    const seen = new CidSet(Buffer.from(node.random(4)).readUInt32BE())
    seen.add(commit)
    const found: CID[] = []
    const next = [commit]
    while (next.length > 0) {
      signal.throwIfAborted()
      const batch = next.splice(-batchBlocks)
      for (const cid of batch) if (!(await servable.mayServe(cid))) throw notWhole(name, cid, 'public')
      for (const { cid, bytes } of await blocksHere(node, name, batch)) {
        found.push(cid)
        if (cid.code === RAW) continue
        for (const link of linksOf({ cid, bytes }))
          if (!seen.has(link)) {
            seen.add(link)
            next.push(link)
          }
      }
    }
    return found
  } finally {
    servable.stop()
  }
}

/** In the order asked for. @throws ERR_DENIED for one that is not here */
export async function blocksHere(
  { store }: Pick<Pins, 'store'>,
  name: string,
  cids: readonly CID[],
): Promise<Block[]> {
  const found = await store.getMany([...cids])
  return cids.map((cid, at) => {
    const bytes = found[at]
    if (bytes === undefined) throw notWhole(name, cid, 'here')
    return { cid, bytes }
  })
}

function notWhole(name: string, cid: CID, what: 'public' | 'here'): NodeError {
  return new NodeError(
    'ERR_DENIED',
    `${name} cannot be pinned: it links to block ${cid.toString()}, which is not ${what === 'here' ? 'here' : 'given to others here'}; nothing was sent`,
    {
      hint: 'a pin takes all that a cube links to: a fork, a cube that took in commits of another cube, and one with forgotten memories have links that lead nowhere; who follows such a cube with memcube has it whole',
    },
  )
}
