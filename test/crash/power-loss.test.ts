// The power goes at each write of a script of deeds: what was acknowledged is there, and nothing half done is. Three homes of 25
// deeds; `npm run test:power-loss` does five of 40.
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { initHome, openNode } from '../../src/node/index.ts'
import type { Database } from '../../src/storage/index.ts'
import { temporaryFolder, temporaryNode } from '../helpers/temporary-home.ts'
import { dice } from '../simulation/world.ts'
import { createDeeds } from './deeds.ts'
import { RecordedDisk, type Tear } from './disk/recorded-disk.ts'
import { Ledger } from './ledger.ts'

/** Several homes: checking one takes longer the longer its history is. */
const [homeCount, deedsPerHome] = process.env['MEMCUBE_POWER_LOSS'] === 'whole' ? [5, 40] : [3, 25]
const homes = Array.from({ length: homeCount }, (_, at) => at + 1)
/** More than LevelDB keeps in one log, so that blocks are in older logs than what refers to them. */
const largePayloadBytes = 5_000_000

/** The disk under test, and what happens at each of its writes before it is known to be synced. */
const hooks: { disk?: RecordedDisk; onWrite?: () => Promise<void> } = {}

vi.mock('../../src/storage/level-database.ts', async (original) => {
  const { openLevelDatabase, ...rest } =
    await original<typeof import('../../src/storage/level-database.ts')>()
  const openRecorded = async (location: string): Promise<Database> => {
    const database = await openLevelDatabase(location)
    const { disk } = hooks
    if (disk === undefined || !location.startsWith(join(disk.home, ''))) return database
    return {
      ...database,
      async write(operations, options) {
        await database.write(operations, options)
        await hooks.onWrite?.()
        if (options.sync) disk.noteSyncedWrite()
      },
    }
  }
  return { ...rest, openLevelDatabase: openRecorded }
})

beforeEach(() => {
  delete hooks.disk
  delete hooks.onWrite
})

async function recordedDisk(home: string): Promise<RecordedDisk> {
  const disk = new RecordedDisk(home)
  hooks.disk = disk
  onTestFinished(await disk.listen())
  return disk
}

/** A copy of the home as a cut leaves it, looked at and taken away. */
async function afterCut<T>(
  disk: RecordedDisk,
  tear: Tear,
  look: (home: string, lost: number) => Promise<T>,
): Promise<T> {
  const copy = mkdtempSync(join(tmpdir(), 'memcube-cut-'))
  try {
    return await look(copy, disk.cut(copy, tear))
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}

/** At even writes all that was not synced is gone, at odd ones a part of it, or zeros of its length. */
function tearAt(index: number, roll: () => number): Tear {
  if (index % 2 === 0) return { type: 'nothing' }
  return { type: index % 4 === 1 ? 'part' : 'zeros', share: roll() }
}

describe('a node whose power goes at each write of many deeds', () => {
  test.each(homes)('has what it acknowledged (seed %i)', { timeout: 300_000 }, async (seed) => {
    const folder = await temporaryFolder()
    const alice = await temporaryNode('alice', { network: {} })
    const { cube } = (await alice.call('create', { name: 'shared' })) as { cube: string }
    await alice.call('publish', { cube })
    const home = join(folder, 'bob')
    await initHome({ home, name: 'bob' })
    const disk = await recordedDisk(home)
    const ledger = new Ledger()
    let writes = 0
    let torn = 0
    const bob = await openNode({ home, network: {} })
    onTestFinished(() => bob.close())
    disk.settle()
    hooks.onWrite = async () => {
      await afterCut(disk, tearAt(writes, dice(seed * 1_000 + writes)), async (copy, lost) => {
        await ledger.judge(copy).catch((error: unknown) => {
          throw new Error(`power lost at write ${writes}`, { cause: error })
        })
        if (lost > 0) torn++
      })
      writes++
    }
    const work = createDeeds({
      call: (verb, input) => bob.call(verb, input),
      say: (event) => ledger.record(event),
      roll: dice(seed),
      run: `p${seed}`,
      scratch: join(folder, 'scratch'),
    })
    const own = await work.own('first')
    const fork = await work.fork(own, 'offshoot')
    for (let deed = 2; deed < deedsPerHome; deed++) {
      if (deed === 20) await work.payload(own, largePayloadBytes)
      else if (deed % 10 === 3) {
        await alice.call('add', { cube, key: `k/${deed}`, text: `the ferry of hour ${deed}` })
        await work.act('pull', 'pull', { cube, from: alice.addresses()[0] }, { cube })
      } else if (deed % 10 === 5) await work.mergeBetween(own, fork)
      else await work.any(deed % 3 === 0 ? fork : own)
    }
    expect(torn).toBe(writes)
    expect(writes).toBeGreaterThan(deedsPerHome)
    for (const kind of ['add', 'merge', 'pull', 'payload', 'fork'])
      expect(ledger.counts[kind]).toBeGreaterThan(0)
  })
})

describe('a home whose power goes while it is made', () => {
  test('is whole, or is completed with the keys that it had', async () => {
    const folder = await temporaryFolder()
    const home = join(folder, 'bob')
    const disk = await recordedDisk(home)
    let cuts = 0
    disk.onSync = async () => {
      if (statSync(home, { throwIfNoEntry: false }) === undefined) return
      // Neither judged nor counted while the copy is made whole below.
      const { onSync } = disk
      disk.onSync = undefined
      await afterCut(disk, { type: 'nothing' }, async (copy) => {
        await initHome({ home: copy, name: 'bob' })
        const node = await openNode({ home: copy })
        await node.call('create', { name: 'notes' })
        await node.close()
        const again = await initHome({ home: copy })
        expect(again).toMatchObject({ created: false, name: 'bob', author: node.author })
      })
      cuts++
      disk.onSync = onSync
    }
    const { author } = await initHome({ home, name: 'bob' })
    disk.onSync = undefined
    expect(cuts).toBeGreaterThan(4)
    await afterCut(disk, { type: 'nothing' }, async (copy) => {
      expect(await initHome({ home: copy })).toMatchObject({ created: false, name: 'bob', author })
      expect(readFileSync(join(copy, 'config.json'), 'utf8')).toBe(
        readFileSync(join(home, 'config.json'), 'utf8'),
      )
    })
  })
})
