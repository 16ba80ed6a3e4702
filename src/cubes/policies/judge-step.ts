/**
 * Judges what a pull brings, or a branch that moves forward: from the state that is held to a new one. One commit is
 * judged exactly. Of several, the states between are usually not held, so each change is refused only where no commit
 * of the step could have made it. Spec: protocols/policy/spec.md, "Steps".
 */
import type { CID } from 'multiformats/cid'
import { POLICY_KEY, type Commit } from '../../core/cube/index.ts'
import { formatDid } from '../../core/identity/index.ts'
import {
  countApprovals,
  openJudge,
  readApprovals,
  WorkMeter,
  type CheckedPolicy,
  type CommitFacts,
  type Judge,
  type ReadableApproval,
  type ReadApproval,
  type PolicyVerdict,
} from '../../core/rules/index.ts'
import type { TreeReader } from '../../core/tree/index.ts'
import type { GainedCommit } from './gained-commits.ts'
import { addedApprovals, allChanges, firstRefused, othersTurn } from './judge-commit.ts'
import { policyAt } from './policy-at.ts'
import { refusedBy } from './policy-refused.ts'

interface JudgedStep {
  name: string
  reader: TreeReader
  branch: string
  authors: readonly string[]
  /** Trees of the state that is held and of the new one. */
  before: CID
  after: CID
  /** What led from one to the other, newest first; several. */
  gained: readonly GainedCommit[]
  readApproval: ReadApproval
}

/** Between batches others have their turn. Guess: some milliseconds. */
const batchCommits = 256

/** @throws PolicyRefused ERR_DENIED naming the rule; PolicyError ERR_LIMIT */
export async function requireStepAllowed(step: JudgedStep): Promise<void> {
  const { name, reader, before, after, gained } = step
  const [old, now] = [await policyAt(reader, before), await policyAt(reader, after)]
  if (old === undefined || gained.length === 0) return
  const meter = new WorkMeter()
  const isSame = now !== undefined && now.memory.equals(old.memory)
  const policies = isSame || now === undefined ? [old.policy] : [old.policy, now.policy]
  const changes = await allChanges(reader, before, after)
  const approvals = readApprovals(await addedApprovals(reader, changes), step.readApproval)
  const judges = (policy: CheckedPolicy, commits: readonly GainedCommit[]): Judge[] =>
    commits.map(({ commit }) => openJudge(policy, factsOf(step, commit, approvals), meter))

  // Between two policies nobody knows which one a commit was made under.
  for (const [index, line] of (now === undefined ? [] : gained).entries()) {
    if (index % batchCommits === 0) await othersTurn()
    const verdict = firstAllowing(
      policies.flatMap((policy) => judges(policy, [line])),
      (judge) => judge.commit(),
    )
    if (verdict.type === 'refused') throw refusedBy(name, `the commit ${line.cid.toString()}`, verdict)
  }
  const makers = makersOf(gained)
  const byOld = judges(old.policy, makers)
  const byAny = policies.flatMap((policy) => judges(policy, makers))
  // Without a policy at its end, any change may have been made after the policy went.
  const judged = now === undefined ? changes.filter(({ key }) => key === POLICY_KEY) : changes
  const verdict = await firstRefused(reader, judged, meter, (change) =>
    firstAllowing(change.key === POLICY_KEY ? byOld : byAny, (judge) => judge.change(change)),
  )
  if (verdict?.type === 'refused') throw refusedBy(name, 'a commit', verdict)
}

/** Allowed where one of them allows it, otherwise what the first says. */
function firstAllowing(judges: readonly Judge[], ask: (judge: Judge) => PolicyVerdict): PolicyVerdict {
  let refusal: PolicyVerdict | undefined
  for (const judge of judges) {
    const verdict = ask(judge)
    if (verdict.type === 'allowed') return verdict
    refusal ??= verdict
  }
  return refusal ?? { type: 'allowed' }
}

/** Authors looked at. Guess: more than a cube has. */
const maxMakers = 32

/** Who can have made a change: of each author the newest and the oldest commit, since rules may ask for the time. */
function makersOf(gained: readonly GainedCommit[]): GainedCommit[] {
  const byAuthor = new Map<string, GainedCommit[]>()
  for (const one of gained) {
    const did = formatDid(one.commit.author)
    const found = byAuthor.get(did) ?? []
    byAuthor.set(did, [found[0] ?? one, ...(found.length === 0 ? [] : [one])])
  }
  return [...byAuthor.values()].slice(0, maxMakers).flat()
}

function factsOf(
  { branch, authors }: JudgedStep,
  { cube, author, time, message, parents }: Commit,
  given: readonly ReadableApproval[],
): CommitFacts {
  const approvals = countApprovals(given, cube, parents.slice(1))
  return { author: formatDid(author), authors, branch, time, message, parents, approvals }
}
