/**
 * Everything that a new author key has to sign, as one batch: in each cube that this home signs a roster with the new key
 * in the place of the old one, a commit that holds it, and a head. Nothing is written here.
 */
import { parseCid } from '../../core/codec/index.ts'
import { WRITTEN_VERSION } from '../../core/cube/index.ts'
import { keyPairFromSecret } from '../../core/identity/index.ts'
import {
  encodeRoster,
  keysOf,
  maySign,
  signRoster,
  sortAuthors,
  verifyAuthors,
  type Authors,
  type Roster,
  type Successor,
} from '../../core/policy/index.ts'
import type { RecordSpace, RecordSpaceReader, Store, StoreBatch } from '../../storage/index.ts'
import type { Author, Clock } from '../../home/index.ts'
import type { Changes, Forgets, Reads, Revisions, Signer, Signs, Trust, Writes } from '../needs.ts'
import { branchNamed, mainBranch, namedBranches } from '../branches.ts'
import { authorsOf, rosterChanges, underAuthors } from '../cube-authors.ts'
import { isWritable, type CubeRecord } from '../cube-record.ts'
import { ownHead } from '../known-heads.ts'
import type { Plan } from '../ledger.ts'
import { pendingNames } from '../pending-rosters.ts'
import { signingKey } from '../signing-key.ts'
import { writeCommit } from '../write-commit.ts'
import { writeHead } from '../write-head.ts'

interface RotationPlan {
  plans: Plan[]
  /** The cubes as they will be. */
  records: CubeRecord[]
}

interface Needs extends Reads, Signs, Trust, Forgets, Changes, Clock, Revisions {}

/** @throws ERR_LIMIT for a cube whose authors cannot be changed any more, ERR_DENIED for one whose policy says no */
export async function planRotation(node: Needs, fresh: Author, successor: Successor): Promise<RotationPlan> {
  const plan: RotationPlan = { plans: [], records: [] }
  const planner = collecting(node, fresh, plan.plans)
  for (const record of await node.cubes.list()) {
    const before = await authorsOf(node, record)
    const isNamed = keysOf(before.standing).some((key) => Buffer.compare(key, successor.old) === 0)
    if (!isWritable(record) || !isNamed) continue
    const cube = parseCid(record.cube)
    const records = [...before.rosters, replaced(node, cube, before, successor)].map(encodeRoster)
    const after = verifyAuthors(cube, await node.cubes.genesis(cube), records)
    plan.plans.push({ del: await pendingNames(node.store, record.cube), audit: [] })
    plan.records.push(await moveCube(node, planner, record, after))
  }
  return plan
}

function replaced(node: Signs, cube: Roster['cube'], { standing }: Authors, successor: Successor): Roster {
  const authors = standing.authors.map((author) =>
    Buffer.compare(author.key, successor.old) === 0 ? { ...author, key: successor.new } : author,
  )
  const { n, id: previous, threshold } = standing
  const roster: Roster = {
    v: WRITTEN_VERSION,
    t: 'memcube/roster',
    cube,
    n: n + 1,
    previous,
    authors: sortAuthors(authors),
    threshold,
    successor,
    signatures: [],
  }
  return signRoster(roster, signingKey(node))
}

/** A commit where the key may write one; else a head, where it had one; else the roster goes with the heads of others. */
async function moveCube(
  node: Reads & Signer & Clock,
  planner: Writes,
  record: CubeRecord,
  after: Authors,
): Promise<CubeRecord> {
  const author = record.author === node.author.did ? planner.author.did : record.author
  const next = underAuthors(planner, { ...record, author }, after)
  const told = { kind: 'rotate-key' }
  if (ownHead(node, record) === undefined) {
    const audit = [{ time: node.nowMs(), ...told, cube: parseCid(record.cube) }]
    await planner.ledger.change({ record: next, audit })
    return next
  }
  if (!maySign(after.standing, planner.author.publicKey, mainBranch))
    return writeHead(planner, next, namedBranches(record), node.nowMs(), [], { told, follows: true })
  const branch = branchNamed(record, mainBranch)
  const changes = await rosterChanges(node, await node.cubes.state(branch.commit), after.rosters)
  return (await writeCommit(planner, next, changes, 'authors: a new key', branch)).record
}

/**
 * The same node under the new key, whose writes are only collected. Its first sequence number follows the last of the
 * old key, so that nobody takes one for older than the other.
 */
function collecting(node: Needs, fresh: Author, collected: Plan[]): Writes {
  const { store } = node
  const reading: Store = {
    ...store,
    records<T>(space: RecordSpace): RecordSpaceReader<T> {
      const records = store.records<T>(space)
      if (space !== 'heads') return records
      return { ...records, get: (key) => records.get(key.replace(fresh.did, node.author.did)) }
    },
    async commit({ audit = [], ...batch }: StoreBatch) {
      collected.push({ ...batch, audit })
    },
  }
  return {
    ...node,
    author: fresh,
    store: reading,
    ledger: {
      ...node.ledger,
      async change(...plans) {
        collected.push(...plans)
      },
    },
  }
}

/** The author that a seed of 32 bytes makes. */
export function authorFrom(seed: Uint8Array, name: string, format: (key: Uint8Array) => string): Author {
  const { publicKey, secret } = keyPairFromSecret(seed)
  return { did: format(publicKey), publicKey, secret, name }
}
