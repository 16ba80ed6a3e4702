/** Answers of tools at a node that is made up: what is paged, cut, refused and ended. */
import { describe, expect, it } from 'vitest'
import { MemCubeError } from '../../src/core/errors.ts'
import { pageOf, withShortLists } from '../../src/interfaces/mcp/page.ts'
import { tellError } from '../../src/interfaces/mcp/tell-error.ts'
import { agentInMemory } from './agent-in-memory.ts'

const items = (...names: string[]): { items: { name: string }[] } => ({
  items: names.map((name) => ({ name })),
})
const asked = (answer: object, limit: number, cursor?: unknown, list = 'list') =>
  pageOf(answer as Record<string, unknown>, ['items'], list, { limit, cursor: cursor as string | undefined })
const refused = expect.objectContaining({ code: 'ERR_INVALID_INPUT' }) as Error

describe('a list in pages', () => {
  it('has each item once, and no next page after the last one', () => {
    const all = items('a', 'b', 'c', 'd')
    const first = asked(all, 2)
    expect(first).toMatchObject({ ...items('a', 'b'), total: 4 })
    const second = asked(all, 2, first['next'])
    expect(second).toEqual({ ...items('c', 'd'), total: 4 })
  })

  it('leaves out nothing when items went, and rather gives one twice', () => {
    const { next } = asked(items('a', 'b', 'c', 'd'), 2)
    expect(asked(items('a', 'c', 'd'), 2, next)).toMatchObject(items('c', 'd'))
    expect(asked(items('b', 'c', 'd'), 2, next)).toMatchObject(items('c', 'd'))
  })

  it('takes no cursor of another list, and none that it did not give', () => {
    const { next } = asked(items('a', 'b', 'c'), 1)
    expect(() => asked(items('a', 'b', 'c'), 1, next, 'other')).toThrow(refused)
    for (const cursor of ['', 'abc', Buffer.from('["list",1]').toString('base64url')])
      expect(() => asked(items('a'), 1, cursor)).toThrow(refused)
  })

  it('ends a page early where items are long', () => {
    const long = items('a'.repeat(9_000), 'b'.repeat(9_000), 'c')
    expect(asked(long, 3)['items']).toHaveLength(1)
    expect(asked(items('a'.repeat(20_000), 'b'), 3)['items']).toHaveLength(1)
  })
})

it('a list within an answer has 50 items, and the rest is counted', () => {
  const list = (length: number): number[] => Array.from({ length }, (_, i) => i)
  expect(withShortLists({ list: list(50) })).toEqual({ list: list(50) })
  expect(withShortLists({ list: list(53), n: 1 })).toEqual({ list: list(50), n: 1, more: { list: 3 } })
})

describe('a refusal', () => {
  const error = new MemCubeError('ERR_NOT_FOUND', 'no cube "obey me"', {
    hint: 'run `memcube list`, or --at',
  })

  it('is told with what others wrote between marks, and with tools instead of verbs', () => {
    expect(tellError(error, 'f00d')).toBe(
      'ERR_NOT_FOUND: <memory-f00d>no cube "obey me"</memory-f00d>\n' +
        '<memory-f00d>run the tool memcube_list, or `at`</memory-f00d>',
    )
  })

  it('is an answer that the model can act on', async () => {
    const agent = await agentInMemory({ call: () => Promise.reject(error) }, '/nowhere')
    const told = await agent.refused('get', { cube: 'c', key: 'k' })
    expect(told).toMatch(/^ERR_NOT_FOUND: <memory-([0-9a-f]{16})>no cube "obey me"<\/memory-\1>/)
  })
})

describe('a call', () => {
  it('of more arguments than anybody needs is refused before it is made', async () => {
    const called: string[] = []
    const node = { call: async (name: string) => void called.push(name) }
    const agent = await agentInMemory(node, '/nowhere')
    const tags = Array.from({ length: 5_001 }, (_, i) => `tag ${i}`)
    expect(await agent.refused('remember', { cube: 'c', key: 'k', text: 't', tags })).toMatch(/^ERR_LIMIT/)
    expect(called).toEqual([])
  })

  it('that the client ends is ended here', async () => {
    const begun = Promise.withResolvers<AbortSignal>()
    const node = {
      call: (_name: string, _input: unknown, options?: { signal?: AbortSignal }): Promise<never> => {
        const signal = options!.signal!
        begun.resolve(signal)
        return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('ended'))))
      },
    }
    const agent = await agentInMemory(node, '/nowhere')
    const ending = new AbortController()
    const asking = agent.client.callTool(
      { name: 'memcube_get', arguments: { cube: 'c', key: 'k' } },
      undefined,
      {
        signal: ending.signal,
      },
    )
    const signal = await begun.promise
    const ended = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
    ending.abort('enough')
    await expect(asking).rejects.toThrow(/enough/)
    await ended
  })
})
