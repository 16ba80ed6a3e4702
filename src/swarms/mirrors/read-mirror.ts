/** Takes into a cube what its mirror says, where that is newer: the ordinary verified pull, from blocks that are opened here. */
import { highWater } from '../../storage/index.ts'
import type { CID } from 'multiformats/cid'
import { parseCid } from '../../core/codec/index.ts'
import { parseGenesis, verifyHead } from '../../core/cube/index.ts'
import { HEADER_KEY, openMirror, openSealed, type SealedReader } from '../../core/sealed/index.ts'
import { formatDid } from '../../core/identity/index.ts'
import { keysOf, verifyAuthors } from '../../core/policy/index.ts'
import { getEntry } from '../../core/tree/index.ts'
import type { FetchBlock } from '../../protocols/index.ts'
import { headIn } from '../../cubes/index.ts'
import { NodeError } from '../../home/index.ts'
import type { Sealing } from './seal-cube.ts'

interface ReadMirror {
  /** Id of the plain cube. */
  cube: string
  /** Whether something newer came in. */
  isNews: boolean
}

/**
 * @param id of a mirror that is held and complete
 * @throws ERR_DENIED without the key of its epoch, ERR_UNVERIFIABLE, ERR_CORRUPT, and what a pull throws
 */
export async function readMirror(
  { plain, sealed, keys }: Sealing,
  id: string,
  signal: AbortSignal,
): Promise<ReadMirror> {
  const { commit } = await sealed.cubes.resolve(id)
  const { tree } = await sealed.cubes.commit(commit)
  const genesis = await requireBlock(sealed.store, parseCid(id))
  const header = await getEntry(sealed.store, tree, HEADER_KEY)
  if (header === undefined) throw new NodeError('ERR_UNVERIFIABLE', `the mirror ${id} has no header`)
  const mirror = openMirror(keys, genesis, await requireBlock(sealed.store, header))
  const cube = mirror.cube.toString()
  const reader = openSealed(sealed.store, mirror, tree)
  const said = await reader.statement()
  const head = said && headIn(said.statement)
  if (said === undefined || head === undefined) return { cube, isNews: false }
  const author = formatDid(mirror.author)
  const known = await highWater(plain.store, cube, author)
  if (known !== undefined && known.seq >= head.seq) return { cube, isNews: false }
  const plainGenesis = parseGenesis(mirror.plain.bytes)
  const rosters = said.rosters.length > 0 ? said.rosters : undefined
  verifyHead(
    head,
    plainGenesis,
    rosters && keysOf(verifyAuthors(mirror.cube, plainGenesis, rosters).standing),
  )
  const { network } = plain
  if (network === undefined) return { cube, isNews: false }
  const offer = {
    peerId: author,
    cube: mirror.cube,
    genesis: plainGenesis,
    genesisBytes: mirror.plain.bytes,
    head,
    bytes: said.statement,
    hint: undefined,
    rosters,
  }
  await network.take(mirror.cube, [offer], inBatches(reader), signal)
  return { cube, isNews: true }
}

async function requireBlock(
  store: { get(cid: CID): Promise<Uint8Array | undefined> },
  cid: CID,
): Promise<Uint8Array> {
  const bytes = await store.get(cid)
  if (bytes !== undefined) return bytes
  throw new NodeError('ERR_CORRUPT', `the block ${cid} of a mirror is missing`)
}

/** Blocks asked for at about the same time are looked up together. */
function inBatches(reader: SealedReader): FetchBlock {
  let waiting: { cid: CID; resolve(bytes: Uint8Array): void; reject(error: unknown): void }[] = []
  const flush = async (): Promise<void> => {
    const batch = waiting
    waiting = []
    try {
      const blocks = await reader.getMany(batch.map(({ cid }) => cid))
      for (const [at, { cid, resolve, reject }] of batch.entries()) {
        const bytes = blocks[at]
        if (bytes === undefined)
          reject(new NodeError('ERR_UNVERIFIABLE', `the mirror does not have ${cid}, which its head needs`))
        else resolve(bytes)
      }
    } catch (error) {
      for (const { reject } of batch) reject(error)
    }
  }
  return (cid) =>
    new Promise((resolve, reject) => {
      if (waiting.push({ cid, resolve, reject }) === 1) setImmediate(() => void flush())
    })
}
