/** The policy that a state of a cube carries. The evaluator is loaded only where there is one. */
import type { CID } from 'multiformats/cid'
import { POLICY_KEY } from '../../core/cube/index.ts'
import type { CheckedPolicy } from '../../core/rules/index.ts'
import { getEntry, type TreeReader } from '../../core/tree/index.ts'
import { readMemory } from './read-memories.ts'

export interface PolicyAt {
  /** The memory that it is. */
  memory: CID
  policy: CheckedPolicy
}

/** Policies by their memory: what was parsed once need not be parsed for every commit. Guess: a few cubes' worth. */
const keptPolicies = 16

/** Parsing is pure and a CID names one text for ever, so what is kept here is never out of date. */
const parsed = new Map<string, CheckedPolicy>()

/** @throws PolicyError ERR_INVALID_INPUT, ERR_LIMIT for one that does not parse */
export async function policyAt(reader: TreeReader, tree: CID): Promise<PolicyAt | undefined> {
  const memory = await getEntry(reader, tree, POLICY_KEY)
  return memory === undefined ? undefined : { memory, policy: await loadPolicy(reader, memory) }
}

async function loadPolicy(reader: TreeReader, cid: CID): Promise<CheckedPolicy> {
  const id = cid.toString()
  const known = parsed.get(id)
  if (known !== undefined) return known
  const { readPolicy } = await import('../../core/rules/index.ts')
  const policy = readPolicy(await readMemory(reader, cid))
  const [oldest] = parsed.keys()
  if (parsed.size >= keptPolicies && oldest !== undefined) parsed.delete(oldest)
  parsed.set(id, policy)
  return policy
}
