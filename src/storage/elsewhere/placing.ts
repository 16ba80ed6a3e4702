/** Where the blocks of a store are: opens its database accordingly, tells of it, and moves them. */
import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Database, OpenDatabase } from '../database.ts'
import { StorageError } from '../storage-error.ts'
import { BlockCache } from './block-cache.ts'
import type { ElsewhereReport, MoveOptions, MoveReport, Place } from './interface.ts'
import { fetchAll, sendAll } from './move-blocks.ts'
import type { Noted } from './note-answers.ts'
import { openRemote, type RemoteOptions } from './open-remote.ts'
import { claimingName, forgetClaiming, loadPlace, removePlace, savePlace } from './place-file.ts'
import { SplitDatabase } from './split-database.ts'
import { homeTarget, parseTarget } from './target.ts'

const cacheFolder = 'cache'

export interface Placing {
  /** The database with its blocks, wherever they are. */
  openDatabase: OpenDatabase
  /** Undefined while all blocks are here. @param ask whether to ask the target now */
  report(ask: boolean): Promise<ElsewhereReport | undefined>
  /** Bytes that are kept here of blocks that are elsewhere. */
  cacheBytes(): Promise<number>
  moveTo(target: string, options: HowToMove): Promise<MoveReport>
}

interface HowToMove extends MoveOptions {
  /** Opens the database anew, by `openDatabase`, while nobody writes to it. */
  reopen(): Promise<void>
}

interface PlacingOptions extends RemoteOptions {
  /** Folder of the store. */
  dir: string
  /** Opens what is on this disk. */
  openDatabase: OpenDatabase
  cacheBytes?: number
}

interface Away {
  place: Place
  remote: Noted
  database: SplitDatabase
}

/** @throws {StorageError} ERR_CORRUPT when nothing says where the blocks are */
export async function createPlacing(options: PlacingOptions): Promise<Placing> {
  const { dir, openDatabase } = options
  const path = join(dir, 'place.json')
  await loadPlace(path)
  let away: Away | undefined
  let moving = false
  const open: OpenDatabase = async (location) => {
    const place = await loadPlace(path)
    away = undefined
    if (place === undefined) {
      // Left by a move back that was broken off at its end: what is forgotten must not stay in it.
      await rm(join(dir, cacheFolder), { recursive: true, force: true })
      return openDatabase(location)
    }
    const remote = openRemote(place, options)
    const level = await openDatabase(location)
    away = { place, remote, database: split(level, remote, place, options) }
    return away.database
  }
  const save = async (place: Place): Promise<void> => {
    await savePlace(path, place)
    if (away !== undefined) away = { ...away, place }
  }
  const moveOut = async (target: string, how: HowToMove): Promise<MoveReport> => {
    const before = away?.place
    const home = before?.home ?? (await claimingName(dir, newName))
    const place: Place = { target, home, direction: 'out', whole: false }
    if (before !== undefined && before.target !== target) throw elsewhereAlready(before.target)
    await openRemote(place, options).claim(place.home)
    if (before === undefined) {
      await savePlace(path, place)
      await forgetClaiming(dir)
      await how.reopen()
    }
    const { database: blocks } = required(away)
    if (before !== undefined) {
      await save(place)
      blocks.direction = 'out'
    }
    const moved = await sendAll(blocks, how)
    await save({ ...place, whole: true })
    return { target, ...moved }
  }
  const moveBack = async (how: HowToMove): Promise<MoveReport> => {
    if (away === undefined) return { target: homeTarget, moved: 0, bytes: 0 }
    const { place, remote, database: blocks } = away
    await save({ ...place, direction: 'back', whole: false })
    blocks.direction = 'back'
    const moved = await fetchAll(blocks, how)
    await remote.release(place.home)
    await removePlace(path)
    await how.reopen()
    await blocks.removeCache()
    return { target: homeTarget, ...moved }
  }
  return {
    openDatabase: open,
    report: (ask) => (away === undefined ? Promise.resolve(undefined) : reportOn(away, ask)),
    cacheBytes: async () => (await away?.database.cacheBytes()) ?? 0,
    async moveTo(target, how) {
      if (moving) throw new StorageError('ERR_CONFLICT', 'the blocks of this home are being moved already')
      moving = true
      try {
        const { kind } = parseTarget(target)
        return await (kind === 'level' ? moveBack(how) : moveOut(target, how))
      } finally {
        moving = false
      }
    },
  }
}

function split(
  level: Database,
  remote: Noted,
  { direction }: Place,
  { dir, openDatabase, cacheBytes }: PlacingOptions,
): SplitDatabase {
  const cache = new BlockCache({
    dir: join(dir, cacheFolder),
    openDatabase,
    ...(cacheBytes !== undefined && { maxBytes: cacheBytes }),
  })
  return new SplitDatabase({ level, remote, cache, direction })
}

async function reportOn({ place, remote, database }: Away, ask: boolean): Promise<ElsewhereReport> {
  // What it says is kept by `remote`; what fails is the answer.
  if (ask) await remote.probe().catch(() => undefined)
  if (ask && remote.last.problem === undefined)
    await database.inTurn(() => database.tryErasing({ now: true }))
  const { target, direction, whole } = place
  return { target, direction, whole, ...(await database.report(whole)), ...remote.last }
}

function newName(): string {
  return randomBytes(12).toString('hex')
}

function required(away: Away | undefined): Away {
  if (away !== undefined) return away
  throw new StorageError('ERR_INTERNAL', 'the store was opened without the place of its blocks')
}

function elsewhereAlready(target: string): StorageError {
  return new StorageError('ERR_CONFLICT', `the blocks of this home are in ${target}`, {
    hint: 'move them back first: `memcube store move level`',
  })
}
