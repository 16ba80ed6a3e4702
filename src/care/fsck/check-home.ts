/** Checks everything in a home and reports; changes nothing. From below: files, blocks, records, cubes, staging marks, index. */
import { MemCubeError } from '../../core/errors.ts'
import {
  type Feeds,
  type Forgets,
  type Reads,
  type Signer,
  branchesOf,
  type CubeRecord,
} from '../../cubes/index.ts'
import type { Stored, CallOptions } from '../../home/index.ts'
import { verifyCube, type CubeCheck } from './verify-cube.ts'
import { checkAllBlocks } from './check-blocks.ts'
import { checkIndex } from './check-index.ts'
import { checkMarks } from './check-marks.ts'
import { checkRecords } from './check-records.ts'
import { checkStaging } from './check-staging.ts'
import { createHashedBlocks, type HashedBlocks } from './hashed-blocks.ts'
import type { LostCube } from './lost-cubes.ts'
import type { Problem } from './problem.ts'

export interface HomeCheck {
  /** Blocks hashed. */
  checked: number
  problems: Problem[]
  /** Own cubes whose blocks are here and whose records are not. */
  lost: LostCube[]
  cubes: CheckedCube[]
  /** LevelDB cannot list its tables: they have to be mended before anything else. */
  unreadable: boolean
}

export interface CheckedCube {
  record: CubeRecord
  check: CubeCheck
  /** With those of its high-water mark and of the index. */
  problems: Problem[]
}

export async function checkHome(
  node: Reads & Signer & Forgets & Feeds,
  options: CallOptions,
): Promise<HomeCheck> {
  const found: HomeCheck = { checked: 0, problems: checkFiles(node), lost: [], cubes: [], unreadable: false }
  await guard(found, async () => {
    found.problems.push(...(await checkRecords(node)))
  })
  const records = await node.cubes.list()
  const hashed = createHashedBlocks()
  await guard(found, async () => {
    const { checked, problems, lost } = await checkAllBlocks(node, records, hashed, options)
    found.checked = checked
    found.lost = lost
    found.problems.push(...problems)
  })
  for (const record of records) await guard(found, () => checkCube(node, record, found, hashed, options))
  found.problems = onePerBlock(found.problems)
  await guard(found, async () => {
    found.problems.push(...(await checkStaging(node)))
  })
  return found
}

async function checkCube(
  node: Reads & Forgets & Feeds,
  record: CubeRecord,
  found: HomeCheck,
  hashed: HashedBlocks,
  { signal, progress }: CallOptions,
): Promise<void> {
  progress({ phase: `check ${record.name}`, done: found.cubes.length, unit: 'cubes' })
  found.cubes.push(await checkStill(node, record, signal, hashed))
  found.problems.push(...(found.cubes.at(-1)?.problems ?? []))
}

/** How often a cube that is written meanwhile is looked at anew. Guess. */
const attempts = 3

/**
 * Checks one cube; what was found while it changed counts for nothing.
 * @param hashed blocks that this very process has hashed for this very check
 */
export async function checkStill(
  node: Reads & Forgets & Feeds,
  record: CubeRecord,
  signal: AbortSignal,
  hashed?: HashedBlocks,
): Promise<CheckedCube> {
  for (let attempt = 1, known = record; ; attempt++) {
    const check = await verifyCube(node, known, signal, hashed)
    const problems = [
      ...check.problems,
      ...(await checkMarks(node, known)),
      ...(await checkIndex(node, known, check)),
    ]
    const now = await node.cubes.get(known.cube)
    if (problems.length === 0 || now === undefined || isSame(now, known) || attempt === attempts)
      return { record: known, check, problems }
    known = now
  }
}

/** A commit on a branch that is not published signs no head. */
function isSame(one: CubeRecord, other: CubeRecord): boolean {
  const [a, b] = [branchesOf(one), branchesOf(other)]
  return (
    one.seq === other.seq && Object.keys({ ...a, ...b }).every((name) => String(a[name]) === String(b[name]))
  )
}

/** A database that cannot be read is a problem like any other: what else can be checked is checked. */
async function guard(found: HomeCheck, task: () => Promise<void>): Promise<void> {
  try {
    await task()
  } catch (error) {
    if (!(error instanceof MemCubeError) || error.code !== 'ERR_CORRUPT') throw error
    found.unreadable = true
    found.problems.push({ kind: 'files', cid: '', message: error.message })
  }
}

/** What was found when the store was opened stays a problem until a repair has gone through everything. */
function checkFiles({ store }: Stored): Problem[] {
  return store.damage().map(({ message }): Problem => ({ kind: 'files', cid: '', message }))
}

/** A damaged block is met when all are hashed and again in its cube: the second says more. */
function onePerBlock(problems: readonly Problem[]): Problem[] {
  const placed = new Set(problems.filter(({ cube }) => cube !== undefined).map(({ cid }) => cid))
  return problems.filter(
    ({ cid, cube, kind }) => cube !== undefined || kind !== 'corrupt' || !placed.has(cid),
  )
}
