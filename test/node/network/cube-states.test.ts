// What a home tells peers that compare is what it tells those that ask for heads: of each cube, at each moment, and never more.
import { expect, it, onTestFinished } from 'vitest'
import { CID } from 'multiformats/cid'
import { MemCubeError } from '../../../src/core/errors.ts'
import { openHome } from '../../../src/storage/index.ts'
import { endAll } from '../../../src/home/end-all.ts'
import { openLife } from '../../../src/node/open-life.ts'
import { add } from '../../../src/node/use-cases/add.ts'
import { publish, unpublish } from '../../../src/node/use-cases/publish.ts'
import { digestOfStatements } from '../../../src/protocols/index.ts'
import { createCubeSource } from '../../../src/sharing/cube-source.ts'
import { temporaryNode } from '../../helpers/temporary-home.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {} }
const options = { signal: new AbortController().signal, progress() {} }

it('is counted from the same statements after every change, and there is none of a private cube', async () => {
  const alice = await temporaryNode('alice')
  const ids: CID[] = []
  for (const name of ['notes', 'diary', 'more']) {
    const { cube } = (await alice.call('create', { name })) as { cube: string }
    await alice.call('add', { cube, key: 'k', text: name })
    ids.push(CID.parse(cube))
  }
  await alice.close()
  const context = { daemon: false, log: silent, nowMs: () => Date.now() }
  const { node, closing } = await openLife(await openHome(alice.home), context)
  onTestFinished(() => endAll(closing))
  const source = createCubeSource(node, () => Promise.resolve([]))
  const [notes, diary, more] = ids.map(String)

  const states = async (): Promise<readonly (Uint8Array | undefined)[]> => {
    const told = await source.states(ids, 'bob')
    const byHeads = await Promise.all(
      ids.map(async (cube) => {
        const { items } = await source.heads({ cubes: [cube], limit: 1 }, 'bob')
        return digestOfStatements(
          cube,
          items.flatMap(({ head, heads = [] }) => [head, ...heads]),
        )
      }),
    )
    expect(told).toEqual(byHeads)
    // Asked again, what was kept is the same.
    expect(await source.states(ids, 'eve')).toEqual(told)
    return told
  }
  const shown = (all: readonly (Uint8Array | undefined)[]): boolean[] => all.map((one) => one !== undefined)

  expect(shown(await states())).toEqual([false, false, false])
  await publish.run(node, { cube: notes! }, options)
  await publish.run(node, { cube: more! }, options)
  const first = await states()
  expect(shown(first)).toEqual([true, false, true])
  await add.run(node, { cube: notes!, key: 'k2', text: 'second' }, options)
  await add.run(node, { cube: diary!, key: 'k2', text: 'second' }, options)
  const second = await states()
  expect(shown(second)).toEqual([true, false, true])
  expect(second[0]).not.toEqual(first[0])
  expect(second[2]).toEqual(first[2])
  await unpublish.run(node, { cube: more! }, options)
  // What was taken back is told by its withdrawal.
  const third = await states()
  expect(shown(third)).toEqual([true, false, true])
  expect(third[2]).not.toEqual(second[2])
})

it('leaves out a cube that cannot be read, and tells of all others, by states and by heads', async () => {
  const alice = await temporaryNode('alice')
  const ids: CID[] = []
  for (const name of ['notes', 'more', 'broken']) {
    const { cube } = (await alice.call('create', { name })) as { cube: string }
    await alice.call('add', { cube, key: 'k', text: name })
    await alice.call('publish', { cube })
    ids.push(CID.parse(cube))
  }
  await alice.close()
  const context = { daemon: false, log: silent, nowMs: () => Date.now() }
  const { node, closing } = await openLife(await openHome(alice.home), context)
  onTestFinished(() => endAll(closing))
  const genesis = ids[2]!
  const store: typeof node.store = new Proxy(node.store, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target)
      if (name === 'get')
        return (cid: CID) =>
          cid.equals(genesis)
            ? Promise.reject(new MemCubeError('ERR_CORRUPT', 'a block is damaged'))
            : target.get(cid)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
  const warnings: string[] = []
  const log = { ...silent, warn: (_: object, message: string) => void warnings.push(message) }
  const cubes = new Proxy(node.cubes, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target)
      if (name === 'get')
        return async (id: string) => {
          if (id === genesis.toString()) throw new MemCubeError('ERR_CORRUPT', 'a block is damaged')
          return target.get(id)
        }
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
  const unread = createCubeSource({ ...node, cubes, log }, () => Promise.resolve([]))
  const damaged = createCubeSource({ ...node, store, log }, () => Promise.resolve([]))

  for (let round = 0; round < 2; round++)
    expect((await unread.states(ids, 'bob')).map((one) => one !== undefined)).toEqual([true, true, false])
  const { items } = await damaged.heads({ cubes: ids, limit: 64 }, 'bob')
  expect(items.length).toBe(2)
  expect(warnings.length).toBe(2)
})
