// Homes that were apart: what changed meanwhile is found by comparing, and a withdrawal too.
import { expect, test } from 'vitest'
import { eventually } from '../network/hosts.ts'
import { reopen, temporaryNode } from '../helpers/temporary-home.ts'

const online = { network: {} }

test(
  'whoever was away hears of the one cube that changed and of the one that was taken back',
  { timeout: 60_000 },
  async () => {
    const alice = await temporaryNode('alice', online)
    const cubes: string[] = []
    for (let i = 0; i < 20; i++) {
      const { cube } = (await alice.call('create', { name: `notes-${i}` })) as { cube: string }
      await alice.call('add', { cube, key: 'k', text: `first of ${i}` })
      await alice.call('publish', { cube })
      cubes.push(cube)
    }
    const first = await temporaryNode('bob', online)
    await first.call('connect', { address: alice.addresses()[0] })
    for (const cube of cubes) await first.call('follow', { target: cube })
    await first.close()

    await alice.call('add', { cube: cubes[11], key: 'k', text: 'missed' })
    await alice.call('unpublish', { cube: cubes[4] })

    const bob = await reopen(first.home, online)
    await bob.call('connect', { address: alice.addresses()[0] })
    const bodyOf = async (cube?: string) =>
      ((await bob.call('get', { cube, key: 'k' })) as { body: string }).body
    await eventually(async () => (await bodyOf(cubes[11])) === 'missed', 'the change')
    const withdrawn = async () => (await bob.call('audit', { kind: 'withdrawn' })) as { entries: unknown[] }
    await eventually(async () => (await withdrawn()).entries.length === 1, 'the withdrawal')
    expect(await bodyOf(cubes[3])).toBe('first of 3')
  },
)
