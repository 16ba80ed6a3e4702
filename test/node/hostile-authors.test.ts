// What a node with a changed store can do to the others: nothing but be refused, with the reason.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseCid } from '../../src/core/codec/index.ts'
import type { CID } from 'multiformats/cid'
import { nextTid, parseHead, signCommit, signHead } from '../../src/core/cube/index.ts'
import { keyPairFromSecret } from '../../src/core/identity/index.ts'
import { encodeRoster, parseRoster, signRoster, sortAuthors } from '../../src/core/policy/index.ts'
import type { MemCubeNode } from '../../src/node/index.ts'
import { authorsOf } from '../../src/cubes/cube-authors.ts'
import { createCubeShelf } from '../../src/cubes/cube-shelf.ts'
import { requireNotRemoved } from '../../src/sharing/head-rights.ts'
import { headEntry, openStore, type LedgerStore } from '../../src/storage/index.ts'
import { reopen, temporaryNode } from '../helpers/temporary-home.ts'

const online = { network: {} }
// oxlint-disable-next-line typescript/no-explicit-any -- what an answer holds is what the expectations say
type Json = any
type HomeNode = MemCubeNode & { home: string }

const call = (node: MemCubeNode, name: string, input: object = {}): Promise<Json> =>
  node.call(name, { cube: 'notes', ...input })
const pull = (node: MemCubeNode, from: MemCubeNode, cube: string): Promise<Json> =>
  node.call('pull', { cube, from: from.addresses()[0] })

async function sharedBy(alice: HomeNode, bob: HomeNode, branches: string[]): Promise<string> {
  await alice.call('create', { name: 'notes' })
  await call(alice, 'add', { key: 'a', text: 'by alice' })
  const { cube } = await call(alice, 'authors', { add: bob.author, branches })
  await call(alice, 'publish')
  await pull(bob, alice, cube)
  return cube
}

/** The node again, after somebody worked on its files. */
async function tampered(
  node: HomeNode,
  work: (store: LedgerStore, secret: Uint8Array) => Promise<void>,
): Promise<HomeNode> {
  await node.close()
  const store = await openStore(join(node.home, 'store'))
  await work(store, new Uint8Array(await readFile(join(node.home, 'author.key'))))
  await store.close()
  return reopen(node.home, online)
}

test('a head that moves a branch of others is refused', { timeout: 60_000 }, async () => {
  const [alice, bob] = [await temporaryNode('alice', online), await temporaryNode('bob', online)]
  const cube = await sharedBy(alice, bob, ['draft/*'])
  await call(bob, 'branch', { name: 'draft/b' })
  const { commit } = await call(bob, 'add', { key: 'b', text: 'a draft', branch: 'draft/b' })
  await call(bob, 'publish')
  const eager = await tampered(bob, async (store, secret) => {
    const record = await store.records<Json>('cubes').get(cube)
    const { v: _v, t: _t, sig: _sig, ...fields } = parseHead(record.head)
    const refs = { ...fields.refs, main: parseCid(commit) }
    const { head, bytes } = signHead({ ...fields, seq: fields.seq + 1, refs }, secret)
    await store.commit({
      put: [
        { space: 'cubes', key: cube, value: { ...record, head: bytes, seq: head.seq } },
        headEntry(cube, bob.author, { seq: head.seq, head: bytes }),
      ],
    })
  })
  await expect(pull(alice, eager, cube)).rejects.toMatchObject({
    code: 'ERR_DENIED',
    message: expect.stringContaining('moves the branch "main"') as string,
  })
  expect((await call(alice, 'keys')).keys).toEqual(['a'])
  const carol = await temporaryNode('carol', online)
  const { memories, refused } = await pull(carol, eager, cube)
  expect([memories, refused]).toEqual([1, [expect.stringContaining(bob.author)]])
})

test('a roster that nobody in it signed makes the whole answer untrue', { timeout: 60_000 }, async () => {
  const [alice, eve] = [await temporaryNode('alice', online), await temporaryNode('eve', online)]
  const { cube: id } = (await alice.call('create', { name: 'notes' })) as Json
  await call(alice, 'add', { key: 'a', text: 'by alice' })
  await call(alice, 'publish')
  await pull(eve, alice, id)
  const usurper = await tampered(eve, async (store, secret) => {
    const { publicKey } = keyPairFromSecret(secret)
    const record = await store.records<Json>('cubes').get(id)
    const roster = parseRoster(
      encodeRoster({
        v: 1,
        t: 'memcube/roster',
        cube: parseCid(id),
        n: 1,
        previous: parseCid(id),
        authors: sortAuthors([{ key: publicKey, branches: ['*'] }]),
        threshold: 1,
        signatures: [],
      }),
    )
    const rosters = [encodeRoster(signRoster(roster, secret))]
    await store.commit({ put: [{ space: 'cubes', key: id, value: { ...record, rosters, signs: ['*'] } }] })
  })
  await call(usurper, 'add', { key: 'evil', text: 'mine now' })
  await call(usurper, 'publish')
  const carol = await temporaryNode('carol', online)
  await expect(pull(carol, usurper, id)).rejects.toMatchObject({
    code: 'ERR_UNVERIFIABLE',
    message: expect.stringMatching(/0 signatures of authors/) as string,
  })
  await expect(pull(alice, usurper, id)).rejects.toMatchObject({ code: 'ERR_INVALID_INPUT' })
  expect((await call(alice, 'keys')).keys).toEqual(['a'])
})

test(
  'who goes on as an author after they were removed is refused, with the author named',
  { timeout: 60_000 },
  async () => {
    const [alice, bob] = [await temporaryNode('alice', online), await temporaryNode('bob', online)]
    const cube = await sharedBy(alice, bob, [])
    await bob.close()
    await call(alice, 'authors', { remove: bob.author })
    const there = await reopen(bob.home)
    await call(there, 'add', { key: 'late', text: 'not knowing' })
    await call(there, 'publish')
    // Heeds nothing that alice says, and has another lead, so that the cube is still given out.
    await there.call('block', { target: alice.author })
    const deaf = await tampered(there, async (store) => {
      const record = await store.records<Json>('cubes').get(cube)
      await store.commit({ put: [{ space: 'cubes', key: cube, value: { ...record, author: bob.author } }] })
    })
    const carol = await temporaryNode('carol', online)
    await pull(carol, alice, cube)
    for (const node of [alice, carol]) {
      const answer = await pull(node, deaf, cube).catch((error: Error) => ({ refused: [error.message] }))
      expect(answer.refused).toEqual([
        expect.stringContaining(`${bob.author}, who is no author of the cube any more`),
      ])
      expect((await call(node, 'keys')).keys).toEqual(['a'])
    }
  },
)

test('a commit on a state that had removed its author is refused, one from before is not', async () => {
  const [alice, bob] = [await temporaryNode('alice'), await temporaryNode('bob')]
  const { cube } = (await alice.call('create', { name: 'notes' })) as Json
  const { commit: named } = await call(alice, 'authors', { add: bob.author })
  const { commit: gone } = await call(alice, 'authors', { remove: bob.author })
  await Promise.all([alice.close(), bob.close()])
  const store = await openStore(join(alice.home, 'store'))
  try {
    const secret = new Uint8Array(await readFile(join(bob.home, 'author.key')))
    const cubes = createCubeShelf(store)
    const record = (await cubes.get(cube))!
    const authors = await authorsOf({ cubes }, record)
    const madeOn = async (parent: string): Promise<CID> => {
      const { v: _v, t: _t, sig: _sig, ...fields } = await cubes.commit(parseCid(parent))
      const { publicKey } = keyPairFromSecret(secret)
      const rev = nextTid(fields.rev, fields.time, 1)
      const { block } = signCommit({ ...fields, parents: [parseCid(parent)], author: publicKey, rev }, secret)
      await store.putBlocks([block])
      return block.cid
    }
    await expect(requireNotRemoved({ store, cubes }, authors, await madeOn(named))).resolves.toBeUndefined()
    await expect(requireNotRemoved({ store, cubes }, authors, await madeOn(gone))).rejects.toMatchObject({
      code: 'ERR_DENIED',
      message: expect.stringContaining(bob.author) as string,
    })
  } finally {
    await store.close()
  }
})
