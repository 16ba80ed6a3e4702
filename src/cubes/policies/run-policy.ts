/** Shows, sets, takes away and tries the policy of a cube. */
import type { CID } from 'multiformats/cid'
import { POLICY_KEY, type Memory } from '../../core/cube/index.ts'
import {
  checkPolicy,
  openJudge,
  policyMemory,
  WorkMeter,
  type CheckedPolicy,
} from '../../core/rules/index.ts'
import type { Reads, Signer, Trust, Writes } from '../needs.ts'
import { type Clock, type Locks, invalidInput, notFound } from '../../home/index.ts'
import { branchNamed, branchesOf, type Branch } from '../branches.ts'
import { commitToRead } from '../revision.ts'
import type { CubeRecord } from '../cube-record.ts'
import { resolveRevision } from '../revision.ts'
import { holdOwn } from '../hold-cube.ts'
import { writeCommit } from '../write-commit.ts'
import { checkCommit, checkLine } from './check-history.ts'
import type { PolicyAnswer } from './policy-answer.ts'
import { policyAt, type PolicyAt } from './policy-at.ts'
import { parsePolicyText, readPolicyFile } from './policy-file.ts'

interface PolicyRequest {
  cube: string
  set?: string | undefined
  text?: string | undefined
  clear: boolean
  check?: string | undefined
  branch?: string | undefined
  message?: string | undefined
}
type Request = PolicyRequest

/** @throws ERR_INVALID_INPUT for a policy that does not parse, ERR_DENIED where the one in force refuses its change */
export async function runPolicy(
  node: Writes & Locks,
  request: Request,
  signal: AbortSignal,
): Promise<PolicyAnswer> {
  const { cube } = await node.cubes.resolve(request.cube)
  const given = givenPolicy(request)
  if (request.check !== undefined) return check(node, cube, request, given, signal)
  if (given === undefined && !request.clear) return show(node, await node.cubes.resolve(cube), request)
  return holdOwn(node, cube, async (record) => {
    return write(node, record, branchNamed(record, request.branch), given, request.message)
  })
}

/** @throws ERR_INVALID_INPUT naming the rule and the place */
function givenPolicy({ set, text }: Request): CheckedPolicy | undefined {
  if (set === undefined && text === undefined) return undefined
  return checkPolicy(set === undefined ? parsePolicyText(text as string) : readPolicyFile(set))
}

async function show(
  node: Reads & Trust & Clock,
  record: CubeRecord,
  { branch }: Request,
): Promise<PolicyAnswer> {
  const commit = await commitToRead(node, record, { branch })
  const found = await policyAt(node.store, await node.cubes.state(commit))
  return shown(record, branch ?? record.branch, commit, found)
}

async function write(
  node: Writes,
  record: CubeRecord,
  branch: Branch,
  given: CheckedPolicy | undefined,
  message: string | undefined,
): Promise<PolicyAnswer> {
  const before = await policyAt(node.store, (await node.cubes.commit(branch.commit)).tree)
  const isSame = JSON.stringify(before?.policy.policy) === JSON.stringify(given?.policy)
  if (isSame) return shown(record, branch.name, branch.commit, before)
  const made = given && { ...policyMemory(given.policy, node.nowMs()), policy: given }
  const written = await writeCommit(
    node,
    record,
    [
      {
        key: POLICY_KEY,
        before: before?.memory,
        after: made && { cid: made.block.cid, memory: made.memory, blocks: [made.block] },
      },
    ],
    message ?? (given === undefined ? 'take the policy away' : 'set the policy'),
    branch,
  )
  if (made === undefined) return shown(record, branch.name, written.commit, undefined)
  const answer = shown(record, branch.name, written.commit, { memory: made.block.cid, policy: made.policy })
  return { ...answer, notes: lockedOut(node, branch.name, made.policy, made.memory) }
}

/** A rule that refuses every change of the policy cannot be taken back by who set it. */
function lockedOut(node: Signer & Clock, branch: string, checked: CheckedPolicy, memory: Memory): string[] {
  const { did } = node.author
  const facts = {
    author: did,
    authors: [did],
    branch,
    time: node.nowMs(),
    message: '',
    parents: [],
    approvals: [],
  }
  const judge = openJudge(checked, facts, new WorkMeter())
  const verdict = judge.change({ key: POLICY_KEY, op: 'change', memory })
  if (verdict.type === 'allowed') return []
  return [
    `the rule "${verdict.rule}" does not let you change ${POLICY_KEY} again: ${verdict.message}; \`memcube revert\` is bound by it too`,
  ]
}

async function check(
  node: Reads & Trust & Clock,
  cube: string,
  request: Request,
  given: CheckedPolicy | undefined,
  signal: AbortSignal,
): Promise<PolicyAnswer> {
  const record = await node.cubes.resolve(cube)
  const rev = (request.check as string).normalize('NFC')
  const named = branchNamed(record, request.branch)
  const found = await policyAt(node.store, await node.cubes.state(named.commit))
  const checked = given ?? found?.policy
  if (checked === undefined)
    throw notFound(
      `${record.name} has no policy to check by`,
      'give one to try with --set FILE; with --check nothing is set',
    )
  const answer = {
    ...shown(record, named.name, named.commit, given === undefined ? found : undefined),
    policy: checked.policy,
  }
  if (Object.hasOwn(branchesOf(record), rev)) {
    const branch = branchNamed(record, rev)
    return { ...answer, branch: rev, checked: await checkLine(node, checked, record, branch, signal) }
  }
  const commit = await resolveRevision(node, record, rev)
  if ((await node.cubes.commit(commit)).cube.toString() !== cube)
    throw invalidInput(`${rev} is a commit of another cube`, `see \`memcube log ${record.name}\` for its own`)
  return { ...answer, checked: [await checkCommit(node, checked, named.name, commit)] }
}

function shown(record: CubeRecord, branch: string, commit: CID, found: PolicyAt | undefined): PolicyAnswer {
  return {
    cube: record.cube,
    branch,
    policy: found?.policy.policy ?? null,
    memory: found?.memory.toString() ?? null,
    commit: commit.toString(),
    notes: [],
  }
}
