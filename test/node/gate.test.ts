// Which branches are looked at before something is signed: those that others see at once.
import { describe, expect, test } from 'vitest'
import { cidFor, DAG_CBOR } from '../../src/core/codec/index.ts'
import { buildTree } from '../../src/core/tree/index.ts'
import type { CubeRecord } from '../../src/cubes/cube-record.ts'
import { requireNoNewSecret } from '../../src/cubes/publishing/gate.ts'

const secret = `token ghp_${'a1B2c3D4e5F6'.repeat(3)}`
const main = cidFor(DAG_CBOR, Buffer.from('main'))

const shared = { own: false, rosters: [], refs: { main } }

describe('a message with a secret', () => {
  test.each([
    ['in a published cube of one author', 'main', { own: true, published: true, refs: { main } }, true],
    ['in a private cube', 'main', { own: true, published: false, refs: { main } }, false],
    ['of a co-author, who writes with others', 'main', { ...shared, published: false, signs: ['*'] }, true],
    ['of a co-author who has published', 'main', { ...shared, published: true, signs: ['*'] }, true],
    [
      'on a private branch',
      'draft',
      { own: true, published: true, refs: { main }, local: { draft: main } },
      false,
    ],
  ])('%s, on %s', async (_what, branch, record, isRefused) => {
    const { root, blocks } = buildTree([])
    const store = { get: async () => undefined, records: () => ({ get: async () => undefined }) }
    const state = { before: root, after: root, blocks, message: secret }
    const judged = requireNoNewSecret(
      { store } as never,
      { cube: 'b1', name: 'notes', branch: 'main', ...record } as unknown as CubeRecord,
      branch,
      state,
    )
    if (isRefused) await expect(judged).rejects.toMatchObject({ code: 'ERR_DENIED' })
    else await judged
  })
})
