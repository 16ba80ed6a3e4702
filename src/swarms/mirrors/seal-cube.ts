/**
 * Brings this home's mirror of a cube in step with the head that it signed last. What changed is sealed under the epoch in
 * force; once more was sealed since than the mirror had then, it is made anew, so that what the cube gave up does not stay.
 */
import { highWater } from '../../storage/index.ts'
import type { CID } from 'multiformats/cid'
import { bytesEqual, decode, encode, parseCid, type Block } from '../../core/codec/index.ts'
import { nextTid, parseGenesis, type Commit } from '../../core/cube/index.ts'
import { MemCubeError } from '../../core/errors.ts'
import {
  createMirror,
  sealState,
  signMirrorCommit,
  type Mirror,
  type SealState,
} from '../../core/sealed/index.ts'
import { packBlocks } from '../../protocols/index.ts'
import {
  type Forgets,
  type MovesBranches,
  type Reads,
  type Revisions,
  type Shelved,
  type Signer,
  type CubeRecord,
  headIn,
  restoredJump,
  writeHead,
} from '../../cubes/index.ts'
import { type Clock, type Locks, type Logs, type Stored, NodeError } from '../../home/index.ts'
import type { Peers } from '../../sharing/index.ts'
import type { EpochKeys } from './epoch-keys.ts'
import {
  mirrorMarkPut,
  mirrorStatePut,
  readMirrorMark,
  readMirrorState,
  type MirrorMark,
  type MirrorState,
} from './mirror-state.ts'

/** A mirror this small is not worth to be made anew. Guess. */
const fewBlocks = 2_000
/** Blocks that are sealed at a time. Guess: some ten megabytes. */
const sliceBlocks = 8_192

interface SealedNeeds extends Reads, MovesBranches, Clock, Revisions, Locks {}

interface PlainNeeds extends Signer, Stored, Forgets, Peers, Logs {}

export interface Sealing {
  /** Where the cube is. */
  plain: PlainNeeds
  /** Where mirrors are. */
  sealed: SealedNeeds
  keys: EpochKeys
}

/** `anew`: what the cube gave up is in it no more, and is to be collected. */
export type Outcome = 'same' | 'more' | 'anew'

/**
 * @param mayAdd whether this home writes the cube still; else its mirror only loses what was forgotten
 * @throws ERR_CORRUPT, ERR_DISK_FULL
 */
export async function sealCube(sealing: Sealing, record: CubeRecord, mayAdd = true): Promise<Outcome> {
  const { plain, sealed, keys } = sealing
  const { cube } = record
  const epoch = keys.inForce()
  // Before the head is read: whatever was signed before the time of a mirror's commit is in it.
  const readMs = sealed.nowMs()
  const own = await highWater(plain.store, cube, plain.author.did)
  // What a backup brought back is older than what the mirror may have.
  if (epoch === undefined || own === undefined || record.restored !== undefined) return 'same'
  const known = await readMirrorState(sealed.store, cube)
  const mark = await readMirrorMark(plain.store, cube)
  if (known === undefined ? !mayAdd : seqOf(known.statement) > own.seq) return 'same'
  const began = beganIn(known, mark, keys) ?? epoch
  const prints = printsOf(keys, [began, epoch])
  const mirror = createMirror(keys, {
    genesis: (await plain.store.get(parseCid(cube))) as Uint8Array,
    author: plain.author.publicKey,
    epoch: began,
  })
  const id = mirror.genesis.cid.toString()
  const forgotten = erasedFrom(plain, cube)
  const isLost = mark?.mirror === id && mark.seq > ((await sealed.cubes.get(id))?.seq ?? 0)
  const isToLose = known !== undefined && forgotten.some((one) => !known.forgotten.includes(one))
  const isBroken = known !== undefined && !isUnderTheseEpochs(known, keys)
  const isNews = known === undefined || !bytesEqual(known.statement, own.head)
  if (!isToLose && !(mayAdd && (isNews || isBroken || isLost))) return 'same'
  const isOld = known !== undefined && known.since > Math.max(fewBlocks, known.whole)
  const isWhole = known === undefined || isToLose || isBroken || isOld
  const lostSeq = isLost ? mark.seq + restoredJump : 0
  const leastSeq = Math.max(own.seq, lostSeq)
  const writing = { mirror, epoch, prints, readMs, own, known, forgotten, leastSeq }
  return sealed.exclusive(id, async () => {
    const isAnew = await writeMirror(sealing, record, writing, isWhole).catch((error: unknown) => {
      if (isWhole || !isDamage(error)) throw error
      plain.log.warn({ cube, error }, 'the mirror of a cube is damaged; it is made anew')
      return writeMirror(sealing, record, writing, true)
    })
    return isAnew && known !== undefined ? 'anew' : 'more'
  })
}

/** The epoch in which the mirror began, while its secret counts. */
function beganIn(
  known: MirrorState | undefined,
  mark: MirrorMark | undefined,
  keys: EpochKeys,
): number | undefined {
  if (known !== undefined) return isUnder(known, known.epoch, keys) ? known.epoch : undefined
  return mark !== undefined && keys.contentOf(mark.epoch) !== undefined ? mark.epoch : undefined
}

/** Of two epochs with one number one is given up, and with it the secret that something may be sealed under. */
function isUnderTheseEpochs(known: MirrorState, keys: EpochKeys): boolean {
  return Object.keys(known.epochs).every((epoch) => isUnder(known, Number(epoch), keys))
}

function isUnder({ epochs }: MirrorState, epoch: number, keys: EpochKeys): boolean {
  const [print, now] = [epochs[epoch], keys.printOf(epoch)]
  return print !== undefined && now !== undefined && bytesEqual(now, print)
}

/** Memories whose bytes are gone: before that, all that is sealed anew would have them still. */
function erasedFrom({ forgotten }: Forgets, cube: string): string[] {
  return forgotten
    .of(cube)
    .filter(({ done }) => done)
    .map(({ memory }) => memory)
}

/** A head, or a withdrawal. */
function seqOf(statement: Uint8Array): number {
  return decode<{ seq: number }>(statement).seq
}

function isDamage(error: unknown): boolean {
  return error instanceof MemCubeError && (error.code === 'ERR_CORRUPT' || error.code === 'ERR_NOT_FOUND')
}

interface Writing {
  mirror: Mirror
  epoch: number
  /** Of the secrets that it is sealed under. */
  prints: Record<string, Uint8Array>
  /** When `own` was read, in milliseconds since the Unix epoch. */
  readMs: number
  own: { seq: number; head: Uint8Array }
  known: MirrorState | undefined
  forgotten: string[]
  /** The head gets a higher number than this. */
  leastSeq: number
}

/** @returns whether all of it was sealed anew */
async function writeMirror(
  { plain, sealed, keys }: Sealing,
  record: CubeRecord,
  { mirror, epoch, prints, readMs, own, known, forgotten, leastSeq }: Writing,
  isWhole: boolean,
): Promise<boolean> {
  const id = mirror.genesis.cid.toString()
  const before = await sealed.cubes.get(id)
  const last = before && (await commitOf(sealed, before.commit, isWhole))
  const base = isWhole ? undefined : last
  const tips = Object.values(headIn(own.head)?.refs ?? {})
  const counted = { blocks: 0 }
  const gone = new Set(plain.forgotten.of(record.cube).map(({ memory }) => memory))
  const state = await sealInSlices(sealed, {
    mirror,
    epoch,
    base: base?.tree,
    blocks: counting(
      without(blocksOf(plain, record.cube, tips, isWhole ? [] : (known?.tips ?? [])), gone),
      counted,
    ),
    statement: { statement: own.head, rosters: record.rosters ?? [] },
  })
  requireSame(prints, keys)
  const nowMs = Math.max(readMs, last?.time ?? 0)
  const count = (base?.count ?? 0) + state.entries
  const { block } = signMirrorCommit(
    mirror,
    {
      tree: state.root,
      // A mirror that is made anew leaves its history: what is not in it any more is to go.
      parents: base === undefined || before === undefined ? [] : [before.commit],
      rev: nextTid(last?.rev, nowMs, sealed.clockId),
      time: nowMs,
      count,
    },
    sealed.author.secret,
  )
  const next: MirrorState = {
    mirror: id,
    epoch: mirror.epoch,
    statement: own.head,
    tips,
    whole: isWhole ? counted.blocks : (known?.whole ?? 0),
    since: isWhole ? 0 : (known?.since ?? 0) + counted.blocks,
    epochs: {
      ...(!isWhole && known?.epochs),
      ...prints,
    },
    forgotten: isWhole ? forgotten : (known?.forgotten ?? []),
  }
  const moved: CubeRecord = {
    ...(before ?? newMirror(mirror, sealed)),
    seq: Math.max(before?.seq ?? 0, leastSeq),
    commit: block.cid,
    // All but the header, which stands under a reserved name.
    memories: count - 1,
  }
  const isOther = known !== undefined && known.mirror !== id
  const removed = isOther ? await sealed.cubes.get(known.mirror) : undefined
  const { seq } = await writeHead(sealed, moved, { main: block.cid }, nowMs, [...state.blocks, block], {
    put: [mirrorStatePut(record.cube, next)],
    // One that was begun under a secret that does not count can be opened by nobody.
    removed,
    audit: removed === undefined ? [] : [{ time: nowMs, kind: 'drop', cube: parseCid(removed.cube) }],
    told: { kind: 'write', commit: block.cid },
  })
  await keepMark(plain, record.cube, { mirror: id, epoch: mirror.epoch, seq })
  return isWhole
}

/** Not at each head, which would be one synced write more: where the mark is needed, numbers jump further than this. */
async function keepMark({ store }: Stored, cube: string, mark: MirrorMark): Promise<void> {
  const before = await readMirrorMark(store, cube)
  if (before?.mirror === mark.mirror && mark.seq < before.seq + restoredJump / 100) return
  await store.commit({ put: [mirrorMarkPut(cube, mark)] })
}

/** The commit before; one that cannot be read is not needed to make all of it anew. */
async function commitOf({ cubes }: Shelved, cid: CID, isWhole: boolean): Promise<Commit | undefined> {
  try {
    return await cubes.commit(cid)
  } catch (error) {
    if (isWhole && isDamage(error)) return undefined
    throw error
  }
}

async function* without(blocks: AsyncIterable<Block>, gone: ReadonlySet<string>): AsyncGenerator<Block> {
  for await (const block of blocks) if (gone.size === 0 || !gone.has(block.cid.toString())) yield block
}

/**
 * Seals so many blocks at a time: all that is not in the store yet is held in memory. What an interruption leaves belongs to
 * nothing and is collected; the caller holds the mirror's lock, so that a collection does not come in between.
 */
async function sealInSlices(
  { store }: Stored,
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

/** @throws ERR_CONFLICT where another secret took the place of one while something was being sealed under it */
function requireSame(prints: Record<string, Uint8Array>, keys: EpochKeys): void {
  const now = printsOf(keys, Object.keys(prints).map(Number))
  if (bytesEqual(encode(prints), encode(now))) return
  throw new NodeError('ERR_CONFLICT', 'another epoch came while a mirror was being sealed', {
    hint: 'nothing was written; it is sealed again in a moment',
  })
}

function printsOf(keys: EpochKeys, epochs: readonly number[]): Record<string, Uint8Array> {
  const prints: Record<string, Uint8Array> = {}
  for (const epoch of epochs) {
    const print = keys.printOf(epoch)
    if (print !== undefined) prints[epoch] = print
  }
  return prints
}

function newMirror(mirror: Mirror, { author }: Signer): CubeRecord {
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
  plain: Stored,
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
