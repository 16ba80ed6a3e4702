// Seeds that lie: members come to what was written all the same, and keep nothing that no member made.
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { CID } from 'multiformats/cid'
import { cidFor, RAW } from '../../../../src/core/codec/index.ts'
import { parseCommit } from '../../../../src/core/cube/index.ts'
import type { CubeRecord } from '../../../../src/cubes/cube-record.ts'
import { mirrorsFolder } from '../../../../src/home/swarm-folders.ts'
import { listSpaces } from '../../../../src/home/swarm-folders.ts'
import { openStore } from '../../../../src/storage/index.ts'
import { reopen, temporaryNode } from '../../../helpers/temporary-home.ts'
import { call, eventually, online, team, type Person } from '../people.ts'
import { deceive, strangersHome } from './hostile-seed.ts'
import { callOn } from './space.ts'

async function seedOf(admin: Person, name: string): Promise<Person> {
  const server = await temporaryNode(name, online)
  const { invite } = await call(admin, 'swarm-seed', { swarm: 'team', untrusted: true })
  await call(server, 'swarm-join', { invite })
  return server
}

describe('a seed that lies', { timeout: 180_000 }, () => {
  test('with names of nothing, with cubes that are no mirrors, or with silence, hides nothing that an honest one has', async () => {
    const { alice, bob } = await team()
    const [honest, liar, mute] = [
      await seedOf(alice, 'honest'),
      await seedOf(alice, 'liar'),
      await seedOf(alice, 'mute'),
    ]
    await call(alice, 'create', { name: 'expenses', swarm: 'team' })
    await call(alice, 'add', { cube: 'team/expenses', key: 'early', text: 'early' })
    await eventually(() => call(bob, 'get', { cube: 'team/expenses', key: 'early' }))
    await Promise.all([bob, liar, mute].map((one) => one.close()))
    await call(alice, 'add', { cube: 'team/expenses', key: 'late', text: 'heron' })
    // What was signed before the time of a mirror's commit is in it.
    const written = new Date().toISOString()
    await call(alice, 'add', { cube: 'team/expenses', key: 'later', text: 'egret' })
    await eventually(async () => {
      const { held } = await call(honest, 'swarm-seed', { swarm: 'team' })
      expect(held.some(({ time }: { time: string }) => time > written)).toBe(true)
    })
    await alice.close()

    const eve = await strangersHome()
    const { cube } = await callOn(eve, 'create', { name: 'sealed-aaaaaaaaaaaaaaaa' })
    for (let i = 0; i < 20; i++)
      await callOn(eve, 'add', { cube, key: `k${i}`, text: randomBytes(8_000).toString('hex') })
    await callOn(eve, 'publish', { cube })
    const names = Array.from({ length: 2_000 }, () => cidFor(RAW, randomBytes(32)).toString())
    const back = await reopen(bob.home, online)
    const lying = await deceive(liar.home, bob.home, { node: eve, cubes: [cube, ...names], isMute: false })
    const silent = await deceive(mute.home, bob.home, {
      node: await strangersHome(),
      cubes: [cube, ...names],
      isMute: true,
    })

    await eventually(async () => expect(Math.min(lying.heard(), silent.heard())).toBeGreaterThan(0))
    await eventually(async () =>
      expect(await call(back, 'get', { cube: 'team/expenses', key: 'late' })).toMatchObject({
        body: 'heron',
      }),
    )
    await back.close()
    const [space = ''] = await listSpaces(bob.home)
    const folder = join(space, mirrorsFolder, 'store')
    const store = await openStore(folder)
    expect(await store.records('cubes').get(cube)).toBeUndefined()
    expect((await store.usage()).bytes).toBeLessThan(200_000)
    // A mirror of which the disk lost something is given up, so that it can come again.
    const lost: CID[] = []
    for await (const [, { commit, own }] of store.records<CubeRecord>('cubes').list())
      if (!own) lost.push(parseCommit((await store.get(commit))!).tree)
    expect(lost).toHaveLength(1)
    await store.eraseBlocks(lost)
    await store.close()
    const mended = await reopen(bob.home, online)
    await eventually(async () => {
      const { problems } = await call(mended, 'fsck', { swarm: 'team' })
      expect(problems).toEqual([])
      const { swarms } = await call(mended, 'swarm-list', {})
      expect(swarms[0].online).toBeGreaterThan(0)
    })
    await mended.close()
    await honest.close()
  })
})
