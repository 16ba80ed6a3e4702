// The authors of a cube as one home decides them: who is in, what waits for signatures, what is refused.
import { describe, expect, test } from 'vitest'
import { formatDid, keyPairFromSecret } from '../../src/core/identity/index.ts'
import type { MemCubeNode } from '../../src/node/index.ts'
import { temporaryNode } from '../helpers/temporary-home.ts'

interface Answer {
  n: number
  authors: { author: string; branches: string[]; you: boolean }[]
  threshold: number
  pending: { token: string; signed: string[]; needed: number }[]
  commit: string | null
}

const did = (fill: number): string => formatDid(keyPairFromSecret(new Uint8Array(32).fill(fill)).publicKey)
const [bob, carol] = [did(1), did(2)] as [string, string]

function authors(node: MemCubeNode, change: object = {}): Promise<Answer> {
  return node.call('authors', { cube: 'notes', ...change })
}

async function withNotes(): Promise<MemCubeNode & { home: string }> {
  const alice = await temporaryNode('alice')
  await alice.call('create', { name: 'notes' })
  await alice.call('add', { cube: 'notes', key: 'k', text: 'one' })
  return alice
}

describe('the authors of a cube', () => {
  test('are its maker alone, until another is added in a commit of its own', async () => {
    const alice = await withNotes()
    expect(await authors(alice)).toMatchObject({
      n: 0,
      authors: [{ author: alice.author, branches: ['*'], you: true }],
      threshold: 1,
      pending: [],
      commit: null,
    })
    const added = await authors(alice, { add: bob, branches: ['draft/*'] })
    expect(added).toMatchObject({ n: 1, threshold: 1, commit: expect.any(String) })
    expect(added.authors).toContainEqual({
      author: bob,
      authorName: null,
      authorLabel: null,
      nickname: null,
      branches: ['draft/*'],
      you: false,
    })
    expect(await alice.call('show', { cube: 'notes' })).toMatchObject({ role: 'own', memories: 1 })
    await authors(alice, { add: bob })
    await authors(alice, { remove: bob })
    expect(await authors(alice)).toMatchObject({ n: 3, authors: [{ author: alice.author }] })
    const { keys } = await alice.call('keys', { cube: 'notes', prefix: '.memcube/' })
    expect(keys).toEqual(['.memcube/authors', '.memcube/authors/1', '.memcube/authors/2', '.memcube/info'])
    expect(await alice.call('verify', { cube: 'notes' })).toMatchObject({ ok: true, problems: [] })
  })

  test('wait for signatures where one is not enough', async () => {
    const alice = await withNotes()
    await authors(alice, { add: bob, threshold: 2 })
    const asked = await authors(alice, { add: carol })
    expect(asked).toMatchObject({ n: 1, commit: null, pending: [{ signed: [alice.author], needed: 2 }] })
    expect(asked.authors).toHaveLength(2)
    expect(await authors(alice)).toMatchObject({ pending: [{ token: asked.pending[0]!.token }] })
    const again = await authors(alice, { approve: asked.pending[0]!.token })
    expect(again).toMatchObject({ commit: null, pending: [{ signed: [alice.author] }] })
  })

  test('count for a threshold where a pattern of theirs means main', async () => {
    const alice = await withNotes()
    await authors(alice, { add: bob, branches: ['draft/*'] })
    await expect(authors(alice, { threshold: 2 })).rejects.toMatchObject({ code: 'ERR_INVALID_INPUT' })
    expect(await authors(alice, { add: bob, branches: ['main*'], threshold: 2 })).toMatchObject({
      n: 2,
      threshold: 2,
    })
  })

  test('do not include one who leaves before another has taken over', async () => {
    const alice = await withNotes()
    await authors(alice, { add: bob })
    const left = await authors(alice, { remove: alice.author })
    expect(left).toMatchObject({ n: 1, commit: null, pending: [{ signed: [alice.author], needed: 1 }] })
  })

  test.each([
    ['removing the last one', { remove: 'me' }, 'ERR_INVALID_INPUT', /last author/],
    ['more signatures than authors', { threshold: 2 }, 'ERR_INVALID_INPUT', /cannot be met: 1 author/],
    ['what is no author', { add: 'did:key:z6Mkbogus' }, 'ERR_INVALID_INPUT', /./],
    ['a nickname that nobody has', { add: 'bobby' }, 'ERR_NOT_FOUND', /bobby/],
    ['removing a stranger', { remove: carol }, 'ERR_NOT_FOUND', /no author of notes/],
    ['what is no pattern', { add: bob, branches: ['a*b'] }, 'ERR_INVALID_INPUT', /no branch or pattern/],
    ['branches of nobody', { branches: ['main'] }, 'ERR_INVALID_INPUT', /expected an author with a branch/],
    ['nothing new', { threshold: 1 }, 'ERR_INVALID_INPUT', /says already/],
    ['half a token', { approve: 'memcube-authors:baaa' }, 'ERR_INVALID_INPUT', /whole token/],
  ])('are not changed by %s', async (_name, change, code, message) => {
    const alice = await withNotes()
    const wanted = 'remove' in change && change.remove === 'me' ? { remove: alice.author } : change
    await expect(authors(alice, wanted)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    })
    expect(await authors(alice)).toMatchObject({ n: 0, pending: [] })
  })

  test('are not approved for another cube, nor after they have changed', async () => {
    const alice = await withNotes()
    await authors(alice, { add: bob, threshold: 2 })
    const { token } = (await authors(alice, { add: carol })).pending[0]!
    await alice.call('create', { name: 'other' })
    await expect(alice.call('authors', { cube: 'other', approve: token })).rejects.toMatchObject({
      code: 'ERR_INVALID_INPUT',
      message: expect.stringContaining('not for other') as string,
    })
    const fresh = await withNotes()
    await expect(authors(fresh, { approve: token })).rejects.toMatchObject({ code: 'ERR_INVALID_INPUT' })
  })

  test('come back neither with a revert nor from a fork of the cube', async () => {
    const alice = await withNotes()
    await authors(alice, { add: bob })
    await authors(alice, { remove: bob })
    await alice.call('fork', { cube: 'notes', name: 'mine' })
    expect(await alice.call('authors', { cube: 'mine' })).toMatchObject({
      n: 0,
      authors: [{ author: alice.author }],
    })
    await alice.call('revert', { cube: 'notes', rev: 'main' })
    expect(await authors(alice)).toMatchObject({ n: 2, authors: [{ author: alice.author }] })
    const { keys } = await alice.call('keys', { cube: 'notes', prefix: '.memcube/' })
    expect(keys).toContain('.memcube/authors/1')
  })
})
