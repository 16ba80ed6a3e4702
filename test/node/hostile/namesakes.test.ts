// Eve gives her cube the name of somebody else's.
import { expect, test } from 'vitest'
import type { MemCubeNode } from '../../../src/node/index.ts'
import { temporaryNode } from '../../helpers/temporary-home.ts'

async function publish(node: MemCubeNode): Promise<string> {
  await node.call('create', { name: 'notes' })
  await node.call('add', { cube: 'notes', key: 'a', text: 'An owl hunts at night.' })
  return ((await node.call('publish', { cube: 'notes' })) as { cube: string }).cube
}

test('a cube of eve with the name of one by somebody trusted does not keep that one from being pulled by its name', async () => {
  const [alice, eve, bob] = await Promise.all(
    ['alice', 'eve', 'bob'].map((name) => temporaryNode(name, { network: {} })),
  )
  const [hers] = await Promise.all([publish(alice!), publish(eve!)])
  await bob!.call('trust', { author: alice!.author, tier: 'team' })
  for (const other of [alice!, eve!]) await bob!.call('connect', { address: other.addresses()[0] })
  expect(await bob!.call('pull', { cube: 'notes' })).toMatchObject({ cube: hers })
})
