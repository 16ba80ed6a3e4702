/** The published vectors: written by the generator, and read as another implementation would. */
import { readFileSync } from 'node:fs'
import { CID } from 'multiformats/cid'
import { describe, expect, it } from 'vitest'
import { POLICY_VECTORS, policyVectors } from '../../../scripts/vectors/policy.ts'
import type { PolicyCase, RefusedPolicyCase, VerdictCase } from '../../../scripts/vectors/policy/shape.ts'
import { parseMemory } from '../../../src/core/cube/index.ts'
import { judge, parsePolicy, policyMemory, readPolicy } from '../../../src/core/rules/index.ts'

function load<Case>(path: string): Case[] {
  return (JSON.parse(readFileSync(new URL(path, POLICY_VECTORS), 'utf8')) as { cases: Case[] }).cases
}

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'))

describe('the vectors of policies', () => {
  it('are what the script writes', () => {
    for (const [path, text] of Object.entries(policyVectors()))
      expect(readFileSync(new URL(path, POLICY_VECTORS), 'utf8'), path).toBe(text)
  })

  it.each(load<PolicyCase>('valid/policies.json'))(
    'read: $name',
    ({ policy, cost, created, memory, hex }) => {
      const read = parsePolicy(policy)
      expect(read.cost).toBe(cost)
      expect(readPolicy(parseMemory(bytes(hex))).policy).toEqual(read.policy)
      expect(policyMemory(read.policy, created, 1).block.cid.toString()).toBe(memory)
    },
  )

  it.each(load<RefusedPolicyCase>('invalid/policies.json'))('refused: $name', ({ policy, code }) => {
    expect(() => parsePolicy(policy)).toThrow(expect.objectContaining({ code }))
  })

  it.each(load<VerdictCase>('valid/verdicts.json'))(
    'judged: $name',
    ({ policy, commit, changes, verdict }) => {
      const facts = { ...commit, parents: commit.parents.map((parent) => CID.parse(parent)) }
      const shown = changes.map(({ key, op, memory }) => ({ key, op, memory: parseMemory(bytes(memory)) }))
      const { message, ...said } = { message: undefined, ...judge(parsePolicy(policy), facts, shown) }
      expect(said).toEqual(verdict)
      expect(message === undefined).toBe(verdict.type === 'allowed')
    },
  )
})
