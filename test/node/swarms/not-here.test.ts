// A cube of a swarm that is not here yet is named with its swarm, and comes by itself: nobody pulls it.
import { expect, test } from 'vitest'
import { temporaryNode } from '../../helpers/temporary-home.ts'
import { call } from './people.ts'

test('a cube of a swarm that is not here is said to come by itself', async () => {
  const alice = await temporaryNode('alice')
  await call(alice, 'swarm-create', { name: 'crew' })
  await expect(call(alice, 'get', { cube: 'crew/runbook', key: 'k' })).rejects.toMatchObject({
    code: 'ERR_NOT_FOUND',
    message: 'no cube "crew/runbook" in this home',
    hint: expect.stringMatching(/^see `memcube list --swarm crew`; .* comes by itself/) as string,
  })
  await expect(call(alice, 'get', { cube: 'runbook', key: 'k' })).rejects.toMatchObject({
    message: 'no cube "runbook" in this home',
    hint: expect.stringContaining('`memcube pull` fetches') as string,
  })
})
