// What a damaged home has lost must not open it to heads that are older than those it had accepted.
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openNode, type MemCubeNode } from '../../../src/node/index.ts'
import { makeSeedHome } from './seed-home.ts'

async function online(home: string): Promise<MemCubeNode> {
  const node = await openNode({ home, network: { port: 0 } })
  onTestFinished(() => node.close())
  return node
}

test('a home that lost its database refuses an older head', { timeout: 60_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'memcube-rollback-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const seed = await makeSeedHome(folder)
  const older = join(folder, 'older')
  await cp(seed.alice, older, { recursive: true, preserveTimestamps: true })
  const alice = await online(seed.alice)
  await alice.call('add', { cube: seed.notes, key: 'animal/7', text: 'animal 7 eats fish by now' })
  const bob = await online(seed.bob)
  await bob.call('pull', { cube: seed.notes, from: alice.addresses()[0] })
  await bob.close()
  await alice.close()

  await rm(join(seed.bob, 'store', 'level'), { recursive: true })
  const again = await online(seed.bob)
  expect(again.damage()).toContainEqual(expect.stringContaining('second copy'))
  const restored = await online(older)
  const attempt = again.call('pull', { cube: seed.notes, from: restored.addresses()[0] })
  await expect(attempt).rejects.toMatchObject({ code: 'ERR_ROLLBACK' })
})
