// A server that does not know what a puller has sends history that is here already: that is no lie.
import { expect, test } from 'vitest'
import type { CID } from 'multiformats/cid'
import { createGenesis, nextTid, signCommit } from '../../../src/core/cube/index.ts'
import { keyPairFromSecret } from '../../../src/core/identity/index.ts'
import { Closure } from '../../../src/protocols/sync/closure.ts'
import { memoryKey } from '../../../src/protocols/sync/memory-key.ts'

const { publicKey, secret } = keyPairFromSecret(new Uint8Array(32).fill(7))

function chain(length: number) {
  const made = createGenesis({
    name: 'notes',
    authors: [publicKey],
    visibility: 'public',
    created: 1,
    nonce: new Uint8Array(16),
  })
  const commits: ReturnType<typeof signCommit>['block'][] = []
  let rev: string | undefined
  for (let at = 0; at < length; at++) {
    rev = nextTid(rev, 1_800_000_000_000 + at, 1)
    const fields = {
      cube: made.cid,
      tree: made.cid,
      parents: commits.slice(-1).map(({ cid }): CID => cid),
      rev,
      author: publicKey,
      time: 1_800_000_000_000 + at,
      message: '',
      count: 0,
    }
    commits.push(signCommit(fields, secret).block)
  }
  return { genesis: made.genesis, cube: made.cid, commits }
}

test('history behind a commit that is complete here may come, and is not kept again', () => {
  const { genesis, cube, commits } = chain(4)
  const [first, second, third, tip] = commits
  const closure = new Closure({ commit: tip!.cid, cube, genesis })
  closure.recall(tip!)
  closure.markComplete(memoryKey(third!.cid))
  for (const block of [third!, second!, first!]) expect(closure.receive(block)).toBe(false)
  // Twice is still a lie, and so is what nothing links to.
  expect(() => closure.receive(second!)).toThrow(/twice/)
  expect(() => closure.receive(chain(5).commits[4]!)).toThrow(/nothing that was asked for/)
})
