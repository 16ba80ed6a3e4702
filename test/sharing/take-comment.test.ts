// What a comment costs whoever it is told to: all that is kept is looked through for those alone who have a say.
import { expect, test } from 'vitest'
import { parseProposalRecord, type Comment } from '../../src/core/cube/index.ts'
import { takeComment } from '../../src/sharing/proposals/take-comment.ts'
import type { TakesProposals } from '../../src/sharing/needs.ts'
import * as sample from '../../scripts/vectors/proposals/sample.ts'

test('a comment about a cube that nobody has here is refused before all comments are counted', async () => {
  const read: string[] = []
  const records = (space: string) => ({
    async *readable(prefix = 'all') {
      read.push(`${space} ${prefix}`)
      yield* []
    },
    get: async () => undefined,
  })
  const unknown = { get: async () => undefined }
  const node = {
    store: { records },
    cubes: unknown,
    authors: unknown,
    author: { did: 'did:key:zAlice' },
    nowMs: () => sample.TIME,
    exclusive: (_lock: unknown, run: () => unknown) => run(),
  } as unknown as TakesProposals
  const comment = parseProposalRecord(sample.comment) as Comment
  const refusal = await takeComment(node, { id: 'new', comment, bytes: sample.comment })
  expect(refusal).toMatchObject({ class: 'denied' })
  expect(read).toContain(`comments ${comment.upstream}/`)
  expect(read).not.toContain('comments all')
})
