/**
 * Brings this home's mirror of a cube in step with the head that it signed last. What changed is sealed under the epoch in
 * force; once more was sealed since than the mirror had then, it is made anew, so that what the cube gave up does not stay.
 */
import type { CID } from 'multiformats/cid'
import { bytesEqual, parseCid, type Block } from '../../../core/codec/index.ts'
import { nextTid, parseGenesis } from '../../../core/cube/index.ts'
import {
  createMirror,
  sealState,
  signMirrorCommit,
  type Mirror,
  type SealState,
} from '../../../core/sealed/index.ts'
import { packBlocks } from '../../../protocols/index.ts'
import type { NodeContext } from '../../context.ts'
import type { CubeRecord } from '../../cubes/cube-record.ts'
import { headIn } from '../../cubes/known-heads.ts'
import { writeHead } from '../../cubes/write-commit.ts'
import type { EpochKeys } from './epoch-keys.ts'
import { mirrorStatePut, readMirrorState, type MirrorState } from './mirror-state.ts'

/** A mirror this small is not worth to be made anew. Guess. */
const fewBlocks = 2_000
/** Blocks that are sealed at a time. Guess: some ten megabytes. */
const sliceBlocks = 8_192

export interface Sealing {
  /** Where the cube is. */
  plain: NodeContext
  /** Where mirrors are. */
  sealed: NodeContext
  keys: EpochKeys
}

/**
 * @param anew seal everything, because something must not stay in the mirror
 * @returns whether the mirror is another one than before
 * @throws ERR_CORRUPT, ERR_DISK_FULL
 */
export async function sealCube(sealing: Sealing, record: CubeRecord, anew = false): Promise<boolean> {
  const { plain, sealed, keys } = sealing
  const { cube } = record
  const epoch = keys.inForce()
  const own = await plain.highWater(cube, plain.author.did)
  if (epoch === undefined || own === undefined) return false
  const known = await readMirrorState(sealed.store, cube)
  const isBroken = known !== undefined && !isUnderTheseEpochs(known, keys)
  if (known !== undefined && !anew && !isBroken && bytesEqual(known.statement, own.head)) return false
  const mirror = createMirror(keys, {
    genesis: (await plain.store.get(parseCid(cube))) as Uint8Array,
    author: plain.author.publicKey,
    epoch: known?.epoch ?? epoch,
  })
  const isWhole = anew || isBroken || known === undefined || known.since > Math.max(fewBlocks, known.whole)
  return sealed.exclusive(mirror.genesis.cid.toString(), async () => {
    await writeMirror(sealing, record, { mirror, epoch, statement: own.head, known, isWhole })
    return true
  })
}

/** Of two epochs with one number one is given up, and with it the secret that something may be sealed under. */
function isUnderTheseEpochs({ epochs }: MirrorState, keys: EpochKeys): boolean {
  return Object.entries(epochs).every(([epoch, event]) => keys.eventOf(Number(epoch))?.equals(event) === true)
}

interface Writing {
  mirror: Mirror
  epoch: number
  statement: Uint8Array
  known: MirrorState | undefined
  isWhole: boolean
}

async function writeMirror(
  { plain, sealed, keys }: Sealing,
  record: CubeRecord,
  { mirror, epoch, statement, known, isWhole }: Writing,
): Promise<void> {
  const id = mirror.genesis.cid.toString()
  const before = await sealed.cubes.get(id)
  const last = before && (await sealed.cubes.commit(before.commit))
  const base = isWhole ? undefined : last
  const tips = Object.values(headIn(statement)?.refs ?? {})
  const counted = { blocks: 0 }
  const state = await sealInSlices(sealed, {
    mirror,
    epoch,
    base: base?.tree,
    blocks: counting(blocksOf(plain, record.cube, tips, isWhole ? [] : (known?.tips ?? [])), counted),
    statement: { statement, rosters: record.rosters ?? [] },
  })
  const nowMs = Math.max(sealed.nowMs(), last?.time ?? 0)
  const { block } = signMirrorCommit(
    mirror,
    {
      tree: state.root,
      // A mirror that is made anew leaves its history: what is not in it any more is to go.
      parents: base === undefined || before === undefined ? [] : [before.commit],
      rev: nextTid(last?.rev, nowMs, sealed.clockId),
      time: nowMs,
      count: (base?.count ?? 0) + state.entries,
    },
    sealed.author.secret,
  )
  const began = keys.eventOf(epoch)
  const sealedUnder = isWhole ? {} : known?.epochs
  const next: MirrorState = {
    mirror: id,
    epoch: mirror.epoch,
    statement,
    tips,
    whole: isWhole ? counted.blocks : (known?.whole ?? 0),
    since: isWhole ? 0 : (known?.since ?? 0) + counted.blocks,
    epochs: { ...sealedUnder, ...blindedUnder(mirror, keys), ...(began && { [epoch]: began }) },
  }
  const moved: CubeRecord = {
    ...(before ?? newMirror(mirror, sealed)),
    commit: block.cid,
    memories: state.entries,
  }
  await writeHead(sealed, moved, { main: block.cid }, nowMs, [...state.blocks, block], {
    put: [mirrorStatePut(record.cube, next)],
    told: { kind: 'write', commit: block.cid },
  })
}

/**
 * Seals so many blocks at a time: all that is not in the store yet is held in memory. What an interruption leaves belongs to
 * nothing and is collected; the caller holds the mirror's lock, so that a collection does not come in between.
 */
async function sealInSlices(
  { store }: NodeContext,
  { blocks, ...state }: Omit<SealState, 'reader' | 'blocks'> & { blocks: AsyncIterable<Block> },
): Promise<{ root: CID; blocks: Block[]; entries: number }> {
  let { base } = state
  let entries = 0
  let slice: Block[] = []
  const seal = async (): Promise<Block[]> => {
    const sealed = await sealState({ ...state, reader: store, base, blocks: slice })
    base = sealed.root
    entries += sealed.entries
    slice = []
    return sealed.blocks
  }
  for await (const block of blocks) {
    if (slice.push(block) >= sliceBlocks) await store.putBlocks(await seal(), { verified: true })
  }
  const rest = await seal()
  return { root: base as CID, blocks: rest, entries }
}

function blindedUnder(mirror: Mirror, keys: EpochKeys): Record<string, CID> {
  const event = keys.eventOf(mirror.epoch)
  return event === undefined ? {} : { [mirror.epoch]: event }
}

function newMirror(mirror: Mirror, { author }: NodeContext): CubeRecord {
  return {
    cube: mirror.genesis.cid.toString(),
    name: parseGenesis(mirror.genesis.bytes).name,
    author: author.did,
    own: true,
    followed: false,
    published: true,
    branch: 'main',
    head: new Uint8Array(),
    seq: 0,
    commit: mirror.genesis.cid,
    memories: 0,
    info: { topics: [] },
    expires: 0,
  }
}

/** All blocks that these commits need and those held do not have. */
async function* blocksOf(
  plain: NodeContext,
  cube: string,
  tips: readonly CID[],
  held: readonly CID[],
): AsyncGenerator<Block> {
  const have = [...held]
  for (const commit of tips) {
    if (have.some((one) => one.equals(commit))) continue
    yield* packBlocks(plain.store, { cube: parseCid(cube), commit, have })
    have.unshift(commit)
  }
}

async function* counting<T>(items: AsyncIterable<T>, counted: { blocks: number }): AsyncGenerator<T> {
  for await (const item of items) {
    counted.blocks++
    yield item
  }
}
