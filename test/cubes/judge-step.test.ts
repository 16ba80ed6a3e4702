// Several commits at once, of whose states only the first and the last are held: what no commit among them could have done.
import { describe, expect, it } from 'vitest'
import { parseCommit } from '../../src/core/cube/index.ts'
import { formatDid, keyPairFromSecret, type KeyPair } from '../../src/core/identity/index.ts'
import { policyMemory } from '../../src/core/rules/index.ts'
import { requireStepAllowed } from '../../src/cubes/policies/judge-step.ts'
import { alice, bob, memoryBlock, SampleCube } from '../protocols/sample.ts'

const rulesOf = (...rules: object[]) => policyMemory({ v: 1, rules }, 0).block
type Content = ReturnType<typeof memoryBlock> | string | null

interface Step {
  by?: KeyPair
  changes: Record<string, Content>
}

/** Commits on a state with these rules, each step by somebody. @returns what the rules of the cube say of all of it */
async function judge(policy: Content, ...steps: Step[]): Promise<string> {
  const cube = new SampleCube()
  const first = await cube.commit({ start: 'here', ...(policy !== null && { '.memcube/policy': policy }) })
  const gained = []
  for (const { by = alice, changes } of steps) {
    const { cid, bytes } = await cube.commit(changes, { by })
    gained.unshift({ cid, commit: parseCommit(bytes) })
  }
  return requireStepAllowed({
    name: 'notes',
    reader: cube.store,
    branch: 'main',
    authors: [],
    before: parseCommit(first.bytes).tree,
    after: cube.tree,
    gained,
    readApproval: () => undefined,
  }).then(
    () => 'allowed',
    (error: Error) => error.message,
  )
}

const didOf = ({ publicKey }: KeyPair): string => formatDid(publicKey)
const byBob = { name: 'bob writes', require: `author == "${didOf(bob)}"` }

describe('a step of several commits', () => {
  it('is allowed what one of its authors may, and refused what none of them may', async () => {
    const policy = rulesOf(byBob)
    expect(await judge(policy, { changes: {} }, { by: bob, changes: { a: 'x' } })).toBe('allowed')
    expect(await judge(policy, { changes: { a: 'x' } }, { changes: { b: 'x' } })).toContain('"bob writes"')
  })

  it('is nothing where no rules were, or nothing was gained', async () => {
    expect(await judge(null, { changes: { a: 'x' } }, { changes: { b: 'x' } })).toBe('allowed')
    expect(await judge(rulesOf({ name: 'frozen', require: 'false' }))).toBe('allowed')
  })

  it('changes its rules under the old ones alone', async () => {
    const settled = rulesOf({ name: 'settled', require: 'key != ".memcube/policy"' })
    const free = rulesOf({ name: 'free', require: 'true' })
    const set = { changes: { '.memcube/policy': free } }
    expect(await judge(settled, { changes: { a: 'x' } }, set)).toContain('"settled"')
    expect(await judge(free, { changes: { a: 'x' } }, { changes: { '.memcube/policy': settled } })).toBe(
      'allowed',
    )
  })

  it('may do what either the old or the new rules allow, where they change on the way', async () => {
    const noSecrets = { name: 'no secrets', require: '!key.startsWith("secret/")' }
    const noDrafts = { name: 'no drafts', require: '!key.startsWith("draft/")' }
    const set = { changes: { '.memcube/policy': rulesOf(noDrafts) } }
    expect(await judge(rulesOf(noSecrets), { changes: { 'draft/a': 'x' } }, set)).toBe('allowed')
    expect(await judge(rulesOf(noSecrets), set, { changes: { 'secret/a': 'x' } })).toBe('allowed')
    const neither = rulesOf({ ...noSecrets, require: 'key == ".memcube/policy"' })
    const both = { changes: { '.memcube/policy': rulesOf({ name: 'nothing', require: 'false' }) } }
    expect(await judge(neither, both, { changes: { a: 'x' } })).toContain('"no secrets"')
  })

  it('that ends without rules is judged by what became of them alone', async () => {
    const noSecrets = rulesOf({ name: 'no secrets', require: '!key.startsWith("secret/")' })
    const gone = { changes: { '.memcube/policy': null } }
    expect(await judge(noSecrets, gone, { changes: { 'secret/a': 'x' } })).toBe('allowed')
    const settled = rulesOf({ name: 'settled', require: 'op != "remove"' })
    expect(await judge(settled, gone, { changes: { a: 'x' } })).toContain('"settled"')
  })

  it('has each of its commits asked for itself, where a rule is about commits', async () => {
    const third = rulesOf({ name: 'not the second', on: 'commit', require: 'commit.message != "commit 2"' })
    const steps = [{ changes: { a: '1' } }, { changes: { a: '2' } }, { changes: { a: '3' } }]
    expect(await judge(third, ...steps)).toContain('"not the second"')
    const none = rulesOf({ name: 'not the ninth', on: 'commit', require: 'commit.message != "commit 9"' })
    expect(await judge(none, ...steps)).toBe('allowed')
  })

  it.each(['commit 2', 'commit 4'])(
    'may be the work of the newest and the oldest of an author: %s',
    async (message) => {
      const policy = rulesOf({ name: 'once', require: `commit.message == "${message}"` })
      expect(
        await judge(policy, { changes: { a: '1' } }, { changes: { b: '2' } }, { changes: { c: '3' } }),
      ).toBe('allowed')
    },
  )

  it('is not the work of one in between', async () => {
    const policy = rulesOf({ name: 'once', require: 'commit.message == "commit 3"' })
    expect(
      await judge(policy, { changes: { a: '1' } }, { changes: { b: '2' } }, { changes: { c: '3' } }),
    ).toContain('"once"')
  })

  it('is looked at for 32 authors, the newest first', async () => {
    const people = Array.from({ length: 34 }, (_, i) => keyPairFromSecret(new Uint8Array(32).fill(i + 100)))
    const steps = people.map((by, i) => ({ by, changes: { [`k${i}`]: 'x' } }))
    const only = (at: number) => rulesOf({ name: 'one', require: `author == "${didOf(people[at]!)}"` })
    expect(await judge(only(2), ...steps)).toBe('allowed')
    expect(await judge(only(1), ...steps)).toContain('"one"')
  })
})
