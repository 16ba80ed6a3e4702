/**
 * Judges one commit by the policy of its first parent: all that it changes against that parent, reserved keys too.
 * Spec: protocols/policy/spec.md, "Judging".
 */
import type { CID } from 'multiformats/cid'
import { APPROVALS_PREFIX, POLICY_KEY } from '../../core/cube/index.ts'
import type {
  AddedApproval,
  CommitFacts,
  Judge,
  ReadApproval,
  PolicyVerdict,
  WorkMeter,
} from '../../core/rules/index.ts'
import { diffTrees, getEntry, type TreeChange, type TreeReader } from '../../core/tree/index.ts'
import { policyAt } from './policy-at.ts'
import { refusedBy } from './policy-refused.ts'
import { readMemories } from './read-memories.ts'

/** Who commits what, on which branch; approvals are counted here. */
type KnownFacts = Omit<CommitFacts, 'approvals'> & { cube: CID }

interface JudgedCommit {
  /** What a person calls the cube. */
  name: string
  reader: TreeReader
  /** Tree of the first parent; undefined for the first commit of a cube, which nothing binds. */
  before: CID | undefined
  after: CID
  facts: KnownFacts
  readApproval: ReadApproval
}

/** @throws PolicyRefused ERR_DENIED naming the rule; PolicyError ERR_LIMIT */
export async function requireAllowed(judged: JudgedCommit): Promise<void> {
  const { name, reader, before, after, facts } = judged
  await requireReadable(reader, before, after)
  if (before === undefined || before.equals(after)) return
  const found = await policyAt(reader, before)
  if (found === undefined) return
  const { openJudge, WorkMeter, countApprovals, readApprovals } = await import('../../core/rules/index.ts')
  const changes = await allChanges(reader, before, after)
  const approvals = countApprovals(
    readApprovals(await addedApprovals(reader, changes), judged.readApproval),
    facts.cube,
    facts.parents.slice(1),
  )
  const meter = new WorkMeter()
  const judge = openJudge(found.policy, { ...facts, approvals }, meter)
  const verdict = await judgeAll(judge, reader, changes, meter)
  if (verdict.type === 'refused') throw refusedBy(name, 'the commit', verdict)
}

/** A policy that is set must be one. @throws PolicyError */
export async function requireReadable(
  reader: TreeReader,
  before: CID | undefined,
  after: CID,
): Promise<void> {
  const now = await getEntry(reader, after, POLICY_KEY)
  if (now === undefined) return
  if (before !== undefined && (await getEntry(reader, before, POLICY_KEY))?.equals(now) === true) return
  await policyAt(reader, after)
}

export async function allChanges(reader: TreeReader, before: CID, after: CID): Promise<TreeChange[]> {
  const changes: TreeChange[] = []
  for await (const change of diffTrees(reader, before, after)) changes.push(change)
  return changes
}

/** More are not looked at: each is a signature to verify. Guess. */
const maxApprovalsRead = 256

export async function addedApprovals(
  reader: TreeReader,
  changes: readonly TreeChange[],
): Promise<AddedApproval[]> {
  const added = changes
    .filter(({ key, after }) => after !== undefined && key.startsWith(APPROVALS_PREFIX))
    .slice(0, maxApprovalsRead)
  const memories = await readMemories(
    reader,
    added.map(({ after }) => after as CID),
  )
  return added.flatMap(({ key }, index) => {
    const memory = memories[index]
    return memory === undefined ? [] : [{ key, memory }]
  })
}

/** Lets what else the node does go on. */
export function othersTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** Memories read and judged at once; between batches others have their turn. Guess: some milliseconds. */
const batchChanges = 128

/** The commit first, then its changes in the order of their keys. */
export async function judgeAll(
  judge: Judge,
  reader: TreeReader,
  changes: readonly TreeChange[],
  meter: WorkMeter,
): Promise<PolicyVerdict> {
  const verdict = judge.commit()
  if (verdict.type === 'refused') return verdict
  const refused = await firstRefused(reader, changes, meter, (change) => judge.change(change))
  return refused ?? { type: 'allowed' }
}

/** The first refusal among the changes, with the memories that they are about. */
export async function firstRefused(
  reader: TreeReader,
  changes: readonly TreeChange[],
  meter: WorkMeter,
  judge: (change: Parameters<Judge['change']>[0]) => PolicyVerdict,
): Promise<PolicyVerdict | undefined> {
  for (let from = 0; from < changes.length; from += batchChanges) {
    const batch = changes.slice(from, from + batchChanges)
    const memories = await readMemories(
      reader,
      batch.map(({ before, after }) => (after ?? before) as CID),
    )
    for (const [index, { key, before, after }] of batch.entries()) {
      meter.countChange()
      const op = before === undefined ? 'add' : after === undefined ? 'remove' : 'change'
      const memory = memories[index]
      // What was forgotten here cannot be shown to any rule.
      if (memory === undefined) continue
      const verdict = judge({ key, op, memory })
      if (verdict.type === 'refused') return verdict
    }
    await othersTurn()
  }
  return undefined
}
