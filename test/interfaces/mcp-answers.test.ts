// How much an agent gets: whole answers within budgets, lists in pages, long texts in parts, few tools for few tokens.
import { describe, expect, it } from 'vitest'
import { portableKeywords } from '../../src/interfaces/mcp/portable-schema.ts'
import { asListed } from '../../src/interfaces/mcp/serve-tools.ts'
import { toolsIn } from '../../src/interfaces/mcp/tools/index.ts'
import { loadTokenCounter } from '../../src/finding/packing/count-tokens.ts'
import type { Json } from '../helpers/daemon.ts'
import { temporaryNode } from '../helpers/temporary-home.ts'
import { agentInMemory, type MemoryAgent } from './agent-in-memory.ts'

async function tokensOf(value: unknown, family = 'gpt-4o'): Promise<number> {
  return (await loadTokenCounter(family)).count(typeof value === 'string' ? value : JSON.stringify(value))
}

/** All that a client may show of an answer. */
async function costOf({ content, structuredContent }: Json, family?: string): Promise<number> {
  return (await tokensOf(content[0].text, family)) + (await tokensOf(structuredContent, family))
}

async function anAgent(): Promise<MemoryAgent> {
  const alice = await temporaryNode('alice')
  return agentInMemory(alice, alice.home)
}

async function withMany(count: number): Promise<MemoryAgent> {
  const agent = await anAgent()
  const memories = Array.from({ length: count }, (_, i) => ({
    key: `folder/a note ${i}`,
    text: `alpha beta gamma fact number ${i} about alpha and beta`,
  }))
  for (let at = 0; at < count; at += 50)
    await agent.use('remember', { memories: memories.slice(at, at + 50) })
  return agent
}

describe('budgets', () => {
  it(
    'hold for the whole answer, with what was left out counted and a few named',
    { timeout: 120_000 },
    async () => {
      const agent = await withMany(120)
      for (const [budget, model] of [
        [300, 'gpt-4o'],
        [1_000, 'gpt-4o'],
        [1_500, 'claude'],
        [4_000, 'gpt-4o'],
      ] as const) {
        const answer = await agent.call('context', { query: 'alpha beta', budget, model })
        expect(await costOf(answer, model), `${budget} ${model}`).toBeLessThanOrEqual(budget)
        const { left_out: named, left_out_counts: counts, citations } = answer['structuredContent']
        expect(named.length).toBeLessThanOrEqual(3)
        expect(Object.values(counts as Record<string, number>).reduce((a, b) => a + b, 0)).toBeGreaterThan(20)
        if (budget >= 1_000) expect(citations.length).toBeGreaterThan(0)
      }
      const { left_out: more } = await agent.use('context', {
        query: 'alpha beta',
        budget: 4_000,
        leftOut: 20,
        model: 'gpt-4o',
      })
      expect(more).toHaveLength(20)
      for (const budget of [400, 1_500, 4_000]) {
        const answer = await agent.call('recall', { query: 'alpha beta', top: 100, budget })
        expect(await costOf(answer), `recall ${budget}`).toBeLessThanOrEqual(budget)
        expect(answer['structuredContent'].left_out.budget).toBeGreaterThan(0)
      }
      const [few, many] = [
        await agent.use('recall', { query: 'alpha', budget: 1_000 }),
        await agent.use('recall', { query: 'alpha', budget: 3_000 }),
      ]
      expect(many.results.length).toBeGreaterThan(few.results.length)
    },
  )

  it('keep the newer of two beliefs where there is room for one', async () => {
    const alice = await temporaryNode('alice')
    await alice.call('create', { name: 'notes' })
    await alice.call('add', { cube: 'notes', key: 'old', text: 'The user prefers tabs for indentation.' })
    await alice.call('add', { cube: 'notes', key: 'new', text: 'The user prefers 4 spaces now.' })
    const query = 'does the user prefer tabs for indentation?'
    const packed = (await alice.call('context', { query, budget: 150, model: 'gpt-4o' })) as {
      citations: { key: string }[]
      left_out: { key: string }[]
    }
    expect(packed.citations.map(({ key }) => key)).toEqual(['new'])
    expect(packed.left_out.map(({ key }) => key)).toEqual(['old'])
  })
})

describe('a budget that holds nothing', () => {
  it.each(['gpt-4o', 'claude'])('says which one takes the best match, counted for %s', async (model) => {
    const agent = await anAgent()
    await agent.use('remember', { key: 'db/port', text: 'port is 5433 now' })
    const asked = { query: 'which port', model }
    for (const budget of [1, 100, 200, 250]) {
      const answer = await agent.call('context', { ...asked, budget })
      const { text, left_out_counts: counts, enough } = answer['structuredContent']
      expect({ text, counts }).toEqual({ text: '', counts: { budget: 1 } })
      expect(answer['content'][0].text).toContain(`A budget of ${enough} takes the best match.`)
      expect((await agent.use('context', { ...asked, budget: enough })).citations).toHaveLength(1)
    }
    const { enough, ...fits } = await agent.use('context', { ...asked, budget: 2_000 })
    expect({ enough, found: fits.citations.length }).toEqual({ enough: undefined, found: 1 })
  })

  it('says so for the text alone at the command line', async () => {
    const alice = await temporaryNode('alice')
    await alice.call('create', { name: 'notes' })
    await alice.call('add', { cube: 'notes', key: 'db/port', text: 'port is 5433 now' })
    const pack = (budget: number) => alice.call('context', { query: 'which port', budget, model: 'gpt-4o' })
    const { enough = 0, citations } = await pack(60)
    expect(citations).toEqual([])
    expect(enough).toBeGreaterThan(60)
    expect((await pack(enough)).citations).toHaveLength(1)
  })
})

describe('lists', () => {
  it('come in pages that together are all of it, each once', { timeout: 120_000 }, async () => {
    const agent = await withMany(130)
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const args = { cube: 'memories', limit: 40, ...(cursor !== undefined && { cursor }) }
      const page = await agent.use('list', args)
      expect(page.keys.length).toBeLessThanOrEqual(40)
      expect(page.total).toBe(130)
      seen.push(...page.keys)
      cursor = page.next
    } while (cursor !== undefined)
    expect(new Set(seen).size).toBe(130)
    expect(seen).toHaveLength(130)
    const whole = await agent.call('list', { cube: 'memories' })
    expect(await costOf(whole)).toBeLessThan(15_000)
    expect((await agent.use('history', { cube: 'memories', limit: 10 })).commits).toHaveLength(10)
    const { next } = await agent.use('history', { cube: 'memories', limit: 10 })
    expect(await agent.refused('list', { cube: 'memories', cursor: next })).toMatch(/ERR_INVALID_INPUT/)
    expect(await agent.refused('list', { cube: 'memories', cursor: 'nonsense' })).toMatch(/ERR_INVALID_INPUT/)
  })

  it('end a page early where items are long', async () => {
    const agent = await anAgent()
    const memories = Array.from({ length: 50 }, (_, i) => ({
      key: `${'long '.repeat(150)}${i}`,
      text: `fact ${i}`,
    }))
    await agent.use('remember', { memories })
    const page = await agent.use('list', { cube: 'memories' })
    expect(page.keys.length).toBeLessThan(50)
    expect(page.next).toBeDefined()
  })

  it('give a long text in parts that together are all of it', async () => {
    const agent = await anAgent()
    const text = 'Owls 🦉 hunt at night. '.repeat(3_000).trim()
    await agent.use('remember', { key: 'long', text })
    let [whole, offset]: [string, number | undefined] = ['', 0]
    while (offset !== undefined) {
      const part: Json = await agent.use('get', { cube: 'memories', key: 'long', offset })
      expect(part.body.isWellFormed()).toBe(true)
      expect(part.of).toBe(text.length)
      whole += part.body
      offset = part.next
    }
    expect(whole).toBe(text)
  })
})

describe('remembering', () => {
  it('makes the default cube when it is first needed, and says what is similar', async () => {
    const agent = await anAgent()
    const first = await agent.use('remember', {
      key: 'port',
      text: 'The database listens on port 5432 of quokka.',
    })
    expect(first.similar).toEqual([])
    const { cubes } = await agent.use('list')
    expect(cubes).toMatchObject([{ name: 'memories', visibility: 'private' }])
    const { results, kept } = await agent.use('remember', {
      memories: [
        { key: 'port/now', text: 'The database listens on port 5433 of quokka.' },
        { key: 'zoo', text: 'Wombats dig long burrows.' },
        { key: 'zoo', text: 'Wombats dig.', replaces: 'bafynone' },
      ],
    })
    expect(kept).toBe(2)
    expect(results[0].similar).toMatchObject([{ key: 'port', kind: 'contradicts' }])
    expect(results[1].similar).toEqual([])
    expect(results[2]).toMatchObject({ error: 'ERR_CONFLICT' })
  })

  it('goes to the cube that the client was started with', async () => {
    const alice = await temporaryNode('alice')
    const agent = await agentInMemory(alice, alice.home, { cube: 'work' })
    await agent.use('remember', { text: 'one', key: 'a' })
    expect(await agent.use('get', { cube: 'work', key: 'a' })).toMatchObject({ body: 'one' })
  })

  it('can be taken back without a grant, and history brings it again', async () => {
    const agent = await anAgent()
    await agent.use('remember', { text: 'one', key: 'a' })
    const { commit } = await agent.use('remove', { cube: 'memories', keys: ['a'] })
    expect(await agent.refused('get', { cube: 'memories', key: 'a' })).toMatch(/ERR_NOT_FOUND/)
    await agent.use('revert', { cube: 'memories', rev: commit })
    expect(await agent.use('get', { cube: 'memories', key: 'a' })).toMatchObject({ body: 'one' })
  })
})

describe('the tools', () => {
  it('cost few tokens, schemas included', async () => {
    expect(await tokensOf(toolsIn('basic').map(asListed))).toBeLessThanOrEqual(2_000)
    expect(await tokensOf(toolsIn('full').map(asListed))).toBeLessThanOrEqual(6_000)
  })

  it('list the branch that one of them tells to name', () => {
    const [remember, branch] = ['remember', 'branch'].map((name) =>
      toolsIn('full')
        .map(asListed)
        .find((tool) => tool.name === `memcube_${name}`),
    )
    expect(branch?.description).toContain('name it in remember')
    expect(remember?.inputSchema).toHaveProperty('properties.branch')
  })

  it('are fewer where a client asks for the small set, and answer by their old names', async () => {
    const alice = await temporaryNode('alice')
    const agent = await agentInMemory(alice, alice.home, { tools: 'basic' })
    const { tools } = await agent.client.listTools()
    const names = tools.map(({ name }) => name)
    expect(names).toEqual([
      'memcube_remember',
      'memcube_recall',
      'memcube_context',
      'memcube_get',
      'memcube_list',
      'memcube_remove',
    ])
    await agent.client.callTool({ name: 'remember', arguments: { text: 'one', key: 'a' } })
    expect(await agent.use('get', { cube: 'memories', key: 'a' })).toMatchObject({ body: 'one' })
  })

  it('have schemas of the keywords alone that every listed client takes', () => {
    const look = (schema: Record<string, unknown>, path: string): void => {
      expect(
        Object.keys(schema).filter((keyword) => !portableKeywords.includes(keyword)),
        path,
      ).toEqual([])
      expect(typeof schema['type'], path).toBe('string')
      if (schema['type'] === 'array') look(schema['items'] as Record<string, unknown>, `${path}[]`)
      if (schema['type'] !== 'object') return
      const properties = schema['properties'] as Record<string, Record<string, unknown>>
      // Gemini refuses an object without fields.
      expect(Object.keys(properties).length, path).toBeGreaterThan(0)
      for (const [name, one] of Object.entries(properties)) look(one, `${path}.${name}`)
      for (const name of (schema['required'] ?? []) as string[]) expect(properties, path).toHaveProperty(name)
    }
    for (const { name, inputSchema } of toolsIn('full').map(asListed)) {
      expect(name).toMatch(/^memcube_[a-z]{1,20}$/)
      look(inputSchema, name)
    }
  })

  it('come with prompts for the common jobs', async () => {
    const agent = await anAgent()
    const { prompts } = await agent.client.listPrompts()
    expect(prompts.map(({ name }) => name)).toEqual(['start', 'keep', 'tidy'])
    const { messages } = await agent.client.getPrompt({ name: 'start', arguments: { topic: 'owls' } })
    expect(JSON.stringify(messages)).toMatch(/memcube_context.*owls/)
  })
})
