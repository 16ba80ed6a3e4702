// Each damage of `damages.ts` on a copy of one good home: what memcube says of it, what it mends alone, and what with a peer.
import { join } from 'node:path'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { openNode, type MemCubeNode } from '../../../src/node/index.ts'
import { damages, type Damage } from './damages.ts'
import { copyOfBob, lastNote, makeSeedHome, type SeedHome } from './seed-home.ts'

interface Report {
  ok: boolean
  problems: { kind: string; cid: string; message: string; key?: string }[]
  healed: { how: string }[]
  unhealable: { means: string; message: string }[]
  notes: string[]
}

let folder: string
let seed: SeedHome

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'memcube-damaged-'))
  seed = await makeSeedHome(folder)
}, 60_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

async function damaged({ make }: Pick<Damage, 'make'>): Promise<string> {
  const home = await copyOfBob(seed, await mkdtemp(join(folder, 'bob-')))
  await make(home, seed)
  return home
}

async function opened(home: string, online = false): Promise<MemCubeNode> {
  const node = await openNode({ home, ...(online && { network: {} }) })
  onTestFinished(() => node.close())
  return node
}

const fsck = (node: MemCubeNode, repair = false): Promise<Report> => node.call('fsck', { repair })

const kindsOf = ({ problems }: Report): string[] => [...new Set(problems.map(({ kind }) => kind))].sort()

/** How many of bob's own 41 memories can be read. */
async function readable(bob: MemCubeNode): Promise<number> {
  let count = 0
  for (let i = 0; i <= 40; i++) {
    const key = i < 40 ? `thought/${i}` : 'last'
    const body = i < 40 ? `thought ${i} that bob keeps to himself` : lastNote
    const found = await bob.call('get', { cube: 'mine', key }).catch(() => ({ body: undefined }))
    if ((found as { body?: string }).body === body) count++
  }
  return count
}

async function expectMine(bob: MemCubeNode, keeps: 'all' | 'some' | 'none'): Promise<void> {
  const count = await readable(bob)
  if (keeps === 'all') expect(count).toBe(41)
  else if (keeps === 'none') expect(count).toBeLessThanOrEqual(1)
  else {
    expect(count).toBeGreaterThan(0)
    expect(count).toBeLessThan(41)
  }
}

const refusals = damages.flatMap(({ verdict, ...damage }) => (verdict.opens ? [] : [{ ...damage, verdict }]))
const openings = damages.flatMap(({ verdict, ...damage }) => (verdict.opens ? [{ ...damage, verdict }] : []))

describe('a damaged home is refused, with what to do, when', () => {
  for (const damage of refusals) {
    test(`${damage.name}`, async () => {
      const { code, says } = damage.verdict
      const home = await damaged(damage)
      const error = (await openNode({ home }).catch((failure: unknown) => failure)) as Error & {
        hint: string
      }
      expect(error).toMatchObject({ code })
      expect(`${error.message}; ${error.hint}`).toMatch(says)
    })
  }
})

describe('a damaged home opens, and fsck names and heals the damage, when', () => {
  for (const damage of openings) {
    const { name, verdict } = damage
    test(`${name} (healed: ${verdict.healed})`, { timeout: 60_000 }, async () => {
      const home = await damaged(damage)
      const bob = await opened(home)
      const kinds = kindsOf(await fsck(bob)).filter((kind) => verdict.maybe?.includes(kind) !== true)
      expect(kinds).toEqual([...verdict.kinds].sort())
      const alone = await fsck(bob, true)
      expect(alone.ok).toBe(verdict.healed === 'here' || verdict.healed === 'not needed')
      expect(alone.unhealable.length).toBeGreaterThanOrEqual(alone.problems.length)
      if (!alone.ok) await expectPeersHelp(bob, home, verdict.healed)
      const now = alone.ok ? bob : await opened(home)
      await expectMine(now, verdict.keepsMine)
      if (verdict.keepsMine === 'all') await expectRecalled(now)
    })
  }
})

async function expectRecalled(bob: MemCubeNode): Promise<void> {
  const mine = { key: expect.stringContaining('thought/') }
  expect(await bob.call('recall', { query: 'thought bob keeps', cubes: ['mine'] })).toMatchObject({
    results: expect.arrayContaining([expect.objectContaining(mine)]),
  })
}

/** Alice has her own cube whole, and nothing of what bob never published. */
async function expectPeersHelp(alone: MemCubeNode, home: string, healed: string): Promise<void> {
  expect((await fsck(alone, true)).notes).toContainEqual(expect.stringContaining('no peers were asked'))
  await alone.close()
  const alice = await openNode({ home: seed.alice, network: {} })
  const bob = await openNode({ home, network: {} })
  try {
    await bob.call('connect', { address: alice.addresses()[0] })
    const report = await fsck(bob, true)
    expect(report.ok).toBe(healed === 'by peers')
    const hers = report.problems.filter(({ message, key }) => `${key} ${message}`.includes('animal'))
    expect(hers).toEqual([])
    expect(await bob.call('get', { cube: seed.notes, key: 'animal/7' })).toMatchObject({
      body: 'animal 7 of alice eats leaves and fruit',
    })
    expect(await bob.call('verify', { cube: seed.notes })).toMatchObject({ ok: true })
  } finally {
    await bob.close()
    await alice.close()
  }
}
