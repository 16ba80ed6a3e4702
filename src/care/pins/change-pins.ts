/** A cube is pinned at a place, in its newest published state, and taken back from there. */
import type { CID } from 'multiformats/cid'
import { isPublic, type CubeRecord, cubeIdIn, type Reads } from '../../cubes/index.ts'
import { type CallOptions, type Lock, NodeError, notFound } from '../../home/index.ts'
import type { Block } from '../../core/codec/index.ts'
import { publishedMain } from '../../sharing/index.ts'
import { mayBePinned, pinBegun, pinMade } from './decide-pin.ts'
import { createKuboPlace, type PinOptions, type PinTarget } from './kubo-place.ts'
import type { Pins } from './needs.ts'
import { listPins, pinEntry, pinName, type PinRecord } from './pin-record.ts'
import { parsePlace } from './place.ts'
import { blocksHere, publicClosure } from './public-closure.ts'

/** Pins of one home. Guess: more than anybody looks after. */
const mostPins = 1_024
/** Blocks that are read for one request, and bytes of them. Guesses. */
const blocksAtOnce = 256
const bytesAtOnce = 4 * 1024 * 1024

export interface PinRequest {
  /** A cube, as a person names it. */
  cube: string
  /** `kubo:URL` */
  at: string
}

/**
 * Brings a place to what is published of a cube now; the first time, or again.
 * @returns changed: false where the place already had it
 * @throws ERR_DENIED for a cube that is not published or not whole, ERR_UNREACHABLE, ERR_CONFLICT, ERR_LIMIT
 */
export async function addPin(
  node: Pins,
  { cube: text, at }: PinRequest,
  call: CallOptions,
  options?: PinOptions,
): Promise<{ changed: boolean }> {
  const place = parsePlace(at)
  const { cube } = await node.cubes.resolve(text)
  return node.exclusive(lockOf(cube), async () => {
    const record = await node.cubes.resolve(cube)
    const commit = await requirePublished(node, record)
    const known = await findPin(node, cube, place.text)
    if (known?.pinned === commit.toString() && known.other.length === 0) return { changed: false }
    const pin = known ?? (await newPin(node, cube, place.text))
    const target = createKuboPlace(place, pin.label, { ...options, signal: call.signal })
    const closure = await publicClosure(node, { commit, name: record.name }, call.signal)
    const begun = pinBegun(pin, commit.toString())
    await node.store.commit({ put: [pinEntry(begun)] })
    await sendAll(node, target, record.name, closure, call)
    await target.pin(commit)
    const made = pinMade(begun, commit.toString(), node.nowMs())
    await node.store.commit({ put: [pinEntry(made)] })
    // The new state is there before the old one goes: whoever reads there finds one of them.
    for (const old of made.other) await target.unpin(old)
    if (made.other.length > 0) await node.store.commit({ put: [pinEntry({ ...made, other: [] })] })
    return { changed: true }
  })
}

/** The place may delete what it had of the cube, once it collects. @throws ERR_NOT_FOUND, ERR_UNREACHABLE */
export async function removePin(
  node: Pins,
  { cube: text, at }: PinRequest,
  options?: PinOptions,
): Promise<void> {
  const place = parsePlace(at)
  const cube = (await node.cubes.find(text))?.cube ?? cubeIdIn(text)
  const none = (): NodeError =>
    notFound(
      `"${text.slice(0, 100)}" is not pinned at ${place.text}`,
      '`memcube pins list` shows what is pinned',
    )
  if (cube === undefined) throw none()
  await node.exclusive(lockOf(cube), async () => {
    const pin = await findPin(node, cube, place.text)
    if (pin === undefined) throw none()
    const target = createKuboPlace(place, pin.label, options)
    for (const commit of mayBePinned(pin)) await target.unpin(commit)
    await node.store.commit({ del: [pinName(pin)] })
  })
}

/** The commit that readers of a cube read; undefined where nobody may. */
export async function publishedCommit(node: Pins, record: CubeRecord): Promise<CID | undefined> {
  const author = await node.authors.get(record.author)
  return isPublic(record, author) ? publishedMain(node, record) : undefined
}

async function requirePublished(node: Pins, record: CubeRecord): Promise<CID> {
  const commit = await publishedCommit(node, record)
  if (commit !== undefined) return commit
  throw new NodeError('ERR_DENIED', `${record.name} is not public: nothing was sent`, {
    hint: `what is pinned anybody can read; \`memcube publish ${record.name}\` first, where that is meant`,
  })
}

async function newPin(node: Pins, cube: string, place: string): Promise<PinRecord> {
  const { length } = await listPins(node)
  if (length >= mostPins)
    throw new NodeError('ERR_LIMIT', `there are ${length} pins here, of at most ${mostPins}`, {
      hint: 'take one back with `memcube pins remove`',
    })
  return { cube, place, label: `memcube of ${node.author.did}`, sinceMs: node.nowMs(), other: [] }
}

async function sendAll(
  node: Reads,
  target: PinTarget,
  name: string,
  closure: readonly CID[],
  { signal, progress }: CallOptions,
): Promise<void> {
  let done = 0
  const send = async (blocks: readonly Block[]): Promise<void> => {
    signal.throwIfAborted()
    await target.send(blocks)
    done += blocks.length
    progress({ phase: 'pin', done, total: closure.length, unit: 'blocks' })
  }
  for (let at = 0; at < closure.length; at += blocksAtOnce) {
    let group: Block[] = []
    let bytes = 0
    for (const block of await blocksHere(node, name, closure.slice(at, at + blocksAtOnce))) {
      if (group.length > 0 && bytes + block.bytes.length > bytesAtOnce) {
        await send(group)
        group = []
        bytes = 0
      }
      group.push(block)
      bytes += block.bytes.length
    }
    await send(group)
  }
}

async function findPin({ store }: Reads, cube: string, place: string): Promise<PinRecord | undefined> {
  return store.records<PinRecord>('meta').get(pinName({ cube, place }).key)
}

function lockOf(cube: string): Lock {
  return { kind: 'pins', name: cube }
}
