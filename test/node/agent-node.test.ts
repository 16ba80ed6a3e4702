import { describe, expect, it } from 'vitest'
import { createAgentNode } from '../../src/node/agents/agent-node.ts'
import type { Grant } from '../../src/node/index.ts'

/** A node on which a cube is read by whom it says, and what was called. */
function agentAt(granted: Grant[], visibility: 'private' | 'public' | 'swarm', published: string[] = []) {
  const called: string[] = []
  const branches = ['main', 'draft'].map((name) => ({
    name,
    current: name === 'main',
    published: published.includes(name),
  }))
  const call = async (name: string): Promise<unknown> => {
    if (name === 'show') return { visibility }
    if (name === 'branch') return { branches }
    called.push(name)
    return {}
  }
  const grants = async () => ({ names: new Set(granted), folders: [] })
  const agent = createAgentNode({ home: '/nowhere', node: { call }, grants })
  const options = { signal: new AbortController().signal, progress: () => undefined }
  return { called, ask: (name: string, input: object) => agent.call(name, { ...input }, options) }
}
const add = { cube: 'notes', key: 'a', text: 'one' }

describe('an agent', () => {
  it('writes to what nobody else reads without a grant', async () => {
    const { ask, called } = agentAt([], 'private')
    await ask('add', add)
    expect(called).toEqual(['add'])
  })

  it.each(['public', 'swarm'] as const)('needs a grant for what others read: %s', async (visibility) => {
    const without = agentAt(['network', 'forget'], visibility, ['main'])
    await expect(without.ask('add', add)).rejects.toMatchObject({ code: 'ERR_DENIED' })
    expect(without.called).toEqual([])
    const given = agentAt(['publish'], visibility, ['main'])
    await given.ask('add', add)
    expect(given.called).toEqual(['add'])
  })

  it('is judged by the branch that it names, or by the current one', async () => {
    const at = (published: string[]) => agentAt([], 'public', published)
    await at(['main']).ask('add', { ...add, branch: 'draft' })
    await at(['draft']).ask('add', add)
    await at(['main']).ask('add', { ...add, branch: 'a new one' })
    for (const [published, input] of [
      [['main'], add],
      [['draft'], { ...add, branch: 'draft' }],
    ] as const)
      await expect(at([...published]).ask('add', input)).rejects.toMatchObject({ code: 'ERR_DENIED' })
  })

  it('calls nothing that says nothing of agents, and gives no field that it does not name', async () => {
    const { ask, called } = agentAt(['publish', 'trust', 'network', 'forget', 'propose', 'files'], 'private')
    await expect(ask('backup', { path: '/x' })).rejects.toMatchObject({ code: 'ERR_DENIED' })
    await expect(ask('no such call', {})).rejects.toMatchObject({ code: 'ERR_DENIED' })
    await expect(ask('add', { ...add, allowSecret: ['x'] })).rejects.toMatchObject({
      code: 'ERR_INVALID_INPUT',
    })
    expect(called).toEqual([])
  })
})
