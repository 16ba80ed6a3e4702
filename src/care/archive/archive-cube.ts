/** Puts a cube into a file of the home, or brings it back. In between nothing of it can be read here; it loses nothing. */
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { parseCid, type Block } from '../../core/codec/index.ts'
import { homePaths } from '../../storage/index.ts'
import { cacheName } from '../cache/index.ts'
import {
  type Changes,
  type Membership,
  type Reads,
  awayEntry,
  awayName,
  findAway,
  listAway,
  type ArchiveFile,
  type AwayCube,
  cubeIdIn,
  type CubeRecord,
  asGone,
  signedHistoryName,
} from '../../cubes/index.ts'
import {
  type Chance,
  type Clock,
  type InFolder,
  type Locks,
  type Stored,
  invalidInput,
  NodeError,
  notFound,
  type Lock,
  type CallOptions,
} from '../../home/index.ts'
import type { Peers } from '../../sharing/index.ts'
import { cubeRoots, Marker } from '../gc/index.ts'
import { lastLookName } from '../waiting/index.ts'
import { readArchive, writeArchive } from './archive-file.ts'

const batchBlocks = 256
/** One after another, so that whoever tidies the folder knows that no file in it is being written. */
export const archiveLock: Lock = { kind: 'archive' }

interface ArchiveCubeNeeds extends Reads, InFolder, Peers, Membership, Changes, Clock, Chance, Locks {}

/** @throws ERR_DENIED for a cube that others rely on, ERR_CORRUPT for one that is not whole */
export async function archiveCube(
  node: ArchiveCubeNeeds,
  text: string,
  options: CallOptions,
): Promise<AwayCube> {
  const { cube } = await node.cubes.resolve(text)
  return node.exclusive(cube, () =>
    node.exclusive(archiveLock, async () => {
      const record = await node.cubes.resolve(cube)
      refuseShared(node, record)
      const name = `${cube}.car.zst`
      const path = join(homePaths(node.home).archive, name)
      const written = await writeArchive(path, record.commit, blocksOf(node, record, options), options.signal)
      const sinceMs = node.nowMs()
      const archive: ArchiveFile = { name, ...written }
      const away: AwayCube = { why: 'archived', record, sinceMs, archive }
      await node.ledger.change({
        removed: record,
        put: [awayEntry(away)],
        del: [cacheName(cube), lastLookName(cube), signedHistoryName(cube)],
        audit: [{ time: sinceMs, kind: 'archive', cube: parseCid(cube), commit: record.commit }],
      })
      node.network?.withdraw(asGone(record))
      return away
    }),
  )
}

interface RestoreCubeNeeds extends Reads, InFolder, Changes, Clock, Chance, Locks {}

/** @throws ERR_NOT_FOUND for a cube that is not archived, ERR_CORRUPT for a damaged file, with the archive as it was */
export async function restoreCube(
  node: RestoreCubeNeeds,
  text: string,
  { signal, progress }: CallOptions,
): Promise<{ record: CubeRecord; archive: ArchiveFile }> {
  const found = await requireArchived(node, text)
  const { cube } = found.record
  return node.exclusive(cube, async () => {
    const { record: before, archive } = await requireArchived(node, cube)
    const path = join(homePaths(node.home).archive, archive.name)
    const staging = `restore/${cube}`
    let blocks: Block[] = []
    let done = 0
    const flush = async (): Promise<void> => {
      await node.store.putBlocks(blocks, { verified: true, staging })
      blocks = []
      progress({ phase: 'restore', done, total: archive.blocks, unit: 'blocks' })
    }
    try {
      for await (const block of readArchive(path, archive)) {
        signal.throwIfAborted()
        done++
        if (blocks.push(block) >= batchBlocks) await flush()
      }
      await flush()
      await requireWhole(node, before)
    } catch (error) {
      await node.store.clearStaging(staging)
      throw error
    }
    const record = { ...before, name: await node.cubes.freeName(before.name, cube) }
    await node.ledger.change({
      record,
      del: [awayName(cube)],
      clearStaging: [staging],
      audit: [{ time: node.nowMs(), kind: 'restore', cube: parseCid(cube), commit: record.commit }],
    })
    // From here on the cube is in the store; a file that stays behind is tidied away later.
    await node.exclusive(archiveLock, () => rm(path, { force: true }))
    return { record, archive }
  })
}

/** Removes files that no archived cube has: of archives that were cut off, and of cubes that were restored. */
export async function tidyArchives(node: InFolder & Stored & Locks): Promise<void> {
  await node.exclusive(archiveLock, async () => {
    const { archive } = homePaths(node.home)
    const names = await readdir(archive).catch((): string[] => [])
    if (names.length === 0) return
    const needed = new Set((await listAway(node.store)).map((away) => away.archive?.name))
    for (const name of names)
      if (/\.car\.zst(\.[0-9a-f]{12}\.tmp)?$/.test(name) && !needed.has(name))
        await rm(join(archive, name), { force: true })
  })
}

function refuseShared({ team }: Membership, { name, published, followed }: CubeRecord): void {
  if (!published && !followed) return
  if (team !== undefined)
    throw new NodeError(
      'ERR_DENIED',
      `${team.name}/${name} is kept by the members of ${team.name} with each other; nothing was archived`,
      { hint: `\`memcube swarm leave ${team.name}\` takes all cubes of the swarm off this machine` },
    )
  throw new NodeError(
    'ERR_DENIED',
    published
      ? `${name} is published: others count on its being served`
      : `${name} is followed: it is kept up to date`,
    { hint: `run \`memcube ${published ? 'unpublish' : 'unfollow'} ${name}\` first` },
  )
}

async function requireArchived(node: Reads, text: string): Promise<AwayCube & { archive: ArchiveFile }> {
  const away = await findAway(node.store, cubeIdIn(text) ?? text)
  if (away?.archive !== undefined) return { ...away, archive: away.archive }
  const held = await node.cubes.find(text)
  if (held !== undefined) throw invalidInput(`${held.name} is not archived`, 'it can be read as it is')
  throw notFound(`no archived cube "${text}" in this home`, 'see `memcube list`')
}

/** Everything that the cube keeps, in the order of the store. */
async function* blocksOf(
  node: Stored & Chance,
  record: CubeRecord,
  { signal, progress }: CallOptions,
): AsyncGenerator<Block> {
  const marker = await marked(node, record)
  let done = 0
  let batch: Block['cid'][] = []
  const load = async function* (): AsyncGenerator<Block> {
    const found = await node.store.getMany(batch)
    for (const [index, cid] of batch.entries()) {
      const bytes = found[index]
      if (bytes !== undefined) yield { cid, bytes }
    }
    done += batch.length
    batch = []
    progress({ phase: 'archive', done, total: marker.size, unit: 'blocks' })
  }
  for await (const cid of node.store.blocks({ signal }))
    if (marker.has(cid) && batch.push(cid) >= batchBlocks) yield* load()
  yield* load()
}

async function marked(node: Stored & Chance, record: CubeRecord): Promise<Marker> {
  const marker = new Marker(node.store, Buffer.from(node.random(4)).readUInt32BE())
  await marker.mark([...cubeRoots(record), { cid: parseCid(record.cube), reach: 'block' }])
  const [damage] = marker.damage
  if (damage === undefined) return marker
  throw new NodeError('ERR_CORRUPT', `${record.name} is not whole: ${damage.cid}: ${damage.message}`, {
    hint: 'run `memcube fsck --repair` first',
  })
}

async function requireWhole(node: Reads & Chance, record: CubeRecord): Promise<void> {
  await marked(node, record)
  await node.cubes.genesis(parseCid(record.cube))
  await node.cubes.state(record.commit)
}
