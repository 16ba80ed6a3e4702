// What a proposer and the authors of a cube say to each other about a proposal: real nodes on loopback.
import { expect, test } from 'vitest'
import type { MemCubeNode } from '../../src/node/index.ts'
import { reopen } from '../helpers/temporary-home.ts'
import { back, proposalIn, proposalWhere, propose, put, threePeople } from './people-with-forks.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- what an answer holds is what the expectations say
type Json = any

const comment = (node: MemCubeNode, proposal: string, text?: string): Promise<Json> =>
  node.call('comment', { proposal, ...(text !== undefined && { text }) })

const textsOf = ({ comments }: Json): string[] => comments.map(({ text }: Json) => text)

test('a question, an answer and a revision reach everybody who has a say, also by way of a seed', async () => {
  const { alice: away, bob: gone, carol, upstream, fork } = await threePeople()
  await away.close()
  await put(gone, fork, 'a', 'a put right')
  const first = await propose(gone, fork, 'a was wrong')
  expect(first).toMatchObject({ revises: null, revision: 1 })
  await gone.close()
  const alice = await back(away, carol)
  const { id } = await proposalIn(alice, 'open')

  // Bob is away; Carol's node keeps what Alice asks.
  expect(await comment(alice, id.slice(0, 16), 'for which version?')).toMatchObject({
    id,
    upstream,
    comments: [{ author: alice.author, text: 'for which version?', proposal: id }],
  })
  await expect(comment(carol, id, 'me too')).rejects.toMatchObject({ code: 'ERR_DENIED' })
  await proposalWhere(carol, (one: Json) => textsOf(one).length === 1, upstream)
  await alice.close()
  const bob = await back(gone, carol)
  await proposalWhere(bob, (one: Json) => textsOf(one).length === 1)
  await comment(bob, id, 'for 16')
  await put(bob, fork, 'a', 'a put right, for 16')
  const second = await propose(bob, fork, 'a was wrong')
  expect(second).toMatchObject({ revises: id, revision: 2 })
  expect(await propose(bob, fork, 'a was wrong')).toMatchObject({ proposal: second.proposal, revision: 2 })

  const again = await back(alice, carol)
  const seen = (await proposalWhere(
    again,
    (one: Json) => one.revision === 2 && textsOf(one).length === 2,
  )) as Json
  expect(seen).toMatchObject({ id: second.proposal, revises: id, state: 'open' })
  expect(textsOf(await comment(again, id))).toEqual(['for which version?', 'for 16'])
  await again.call('gc', {})
  await again.close()
  const later = await reopen(again.home)
  expect(textsOf(await comment(later, second.proposal))).toEqual(['for which version?', 'for 16'])
}, 180_000)
