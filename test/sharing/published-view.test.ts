// What everybody sees of a home is put together no further once nobody waits for it.
import { expect, it } from 'vitest'
import { temporaryNode } from '../helpers/temporary-home.ts'

it('the view ends with the signal of who asked, wherever it goes through many things', async () => {
  const { call, published } = await temporaryNode('alice')
  const { cube: id } = (await call('create', { name: 'open' })) as { cube: string }
  await call('add', { cube: id, key: 'k', text: 'An owl hunts.' })
  await call('publish', { cube: id })
  const cube = await published.cube(id)
  if (cube === undefined) throw new Error('it is not published')
  const reason = new Error('nobody waits')
  const asks = [
    (signal: AbortSignal) => published.cubes(10, signal),
    (signal: AbortSignal) => published.keys(cube, '', 10, signal),
    (signal: AbortSignal) => published.commits(cube, 10, signal),
  ]
  for (const ask of asks) {
    expect(await ask(new AbortController().signal)).not.toEqual([])
    await expect(ask(AbortSignal.abort(reason))).rejects.toBe(reason)
  }
})
