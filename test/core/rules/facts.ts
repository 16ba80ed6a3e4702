/** Facts for rules to be tried on. */
import { createMemory, type Memory, type MemoryInput } from '../../../src/core/cube/index.ts'
import type { ChangeFacts, CommitFacts } from '../../../src/core/rules/index.ts'

export const alice = 'did:key:z6MkalicealicealicealicealicealicealicealiceAA'
export const bob = 'did:key:z6MkbobbobbobbobbobbobbobbobbobbobbobbobbobBB'

export function commitBy(author: string, more: Partial<CommitFacts> = {}): CommitFacts {
  return {
    author,
    authors: [alice, bob],
    branch: 'main',
    time: 1_800_000_000_000,
    message: 'add one',
    parents: [],
    approvals: [],
    ...more,
  }
}

export function memoryOf(more: Partial<MemoryInput> = {}): Memory {
  return createMemory({
    type: 'plaintext',
    media: 'text/plain',
    body: 'VACUUM does not return space to the system',
    tags: ['db'],
    created: 1_800_000_000_000,
    provenance: { activity: 'add' },
    governance: {},
    ...more,
  }).memory
}

export function changeAt(key: string, more: Partial<ChangeFacts> = {}): ChangeFacts {
  return { key, op: 'add', memory: memoryOf(), ...more }
}
