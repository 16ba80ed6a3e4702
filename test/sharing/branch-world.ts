/** A cube of which a reader holds some states, and a peer that gives the others: branches as they come, without a node. */
import type { CID } from 'multiformats/cid'
import type { Block } from '../../src/core/codec/index.ts'
import { parseCommit, parseMemory } from '../../src/core/cube/index.ts'
import { formatDid } from '../../src/core/identity/index.ts'
import { policyMemory } from '../../src/core/rules/index.ts'
import type { CubeRecord } from '../../src/cubes/cube-record.ts'
import { NodeError } from '../../src/home/index.ts'
import type { PullRequest } from '../../src/protocols/index.ts'
import { fetchBranches } from '../../src/sharing/fetch-branches.ts'
import { MemoryStore, NOW, SampleCube } from '../protocols/sample.ts'

/** Nobody writes a key under `secret/`, and nobody takes a key away. */
export const rules = policyMemory(
  {
    v: 1,
    rules: [
      { name: 'no secrets', require: '!key.startsWith("secret/")' },
      { name: 'kept', require: 'op != "remove"' },
    ],
  },
  0,
).block

export const ruled = { '.memcube/policy': rules }

/** Commits on top of another one, whatever came after that. */
export async function commitOn(
  cube: SampleCube,
  parent: Block,
  changes: Record<string, string | Block | null>,
): Promise<Block> {
  const { tree, count } = parseCommit(parent.bytes)
  cube.tree = tree
  const grown = Object.values(changes).filter((one) => one !== null).length
  return cube.commit(changes, { parents: [parent.cid], count: count + grown })
}

export interface Fetching {
  cube: SampleCube
  main: Block
  refs: Record<string, Block>
  /** Branches that were asked for before, with what is here of each. */
  wanted?: Record<string, Block | null>
  /** Commits whose states are here; main's is. */
  held?: Block[]
  /** Branches that were asked for now. */
  names?: string[]
  /** Commits that nobody gives. */
  withheld?: Block[]
}

/** Brings the branches. @returns what was asked of the peer, what was refused, and which branches are here after it */
export async function bring({
  cube,
  main,
  refs,
  wanted = {},
  held = [],
  names = [],
  withheld = [],
}: Fetching) {
  const asked: string[] = []
  const refused: string[] = []
  let isDiscarded = false
  const here = new MemoryStore()
  const rootsHere = new Set([main, ...held].map(({ bytes }) => String(parseCommit(bytes).tree)))
  for (const [key, bytes] of cube.store.blocks) here.blocks.set(key, bytes)
  for (const { bytes } of cube.commits) {
    const { tree } = parseCommit(bytes)
    if (!rootsHere.has(String(tree))) here.delete(tree)
  }
  const store = {
    get: async (cid: CID) => here.get(cid),
    has: async (cid: CID) => here.get(cid) !== undefined,
    getMany: (cids: CID[]) => here.getMany(cids),
  }
  const node = {
    store,
    cubes: {
      genesis: async () => cube.genesis.genesis,
      commit: async (cid: CID) => parseCommit(here.get(cid)!),
      commitIfHeld: async (cid: CID) => {
        const bytes = here.get(cid)
        return bytes && parseCommit(bytes)
      },
      memory: async (cid: CID) => parseMemory(here.get(cid)!),
    },
    log: { debug() {}, info() {}, warn() {}, error() {} },
    nowMs: () => NOW,
    events: {
      emit: (_kind: string, { code, message }: NodeError) => void refused.push(`${code} ${message}`),
    },
    ledger: { change: async (plan: { record: CubeRecord }) => void (record = plan.record) },
  }
  const nameOf = (cid: CID): string => parseCommit(cube.store.get(cid)!).message.replace('commit ', '')
  const sync = {
    async pull(_peer: string, { commit, have = [], flip }: PullRequest) {
      asked.push(`${nameOf(commit)}<${have.map(nameOf).join(',')}`)
      if (withheld.some(({ cid }) => cid.equals(commit))) throw new NodeError('ERR_UNREACHABLE', 'gone')
      const { tree } = parseCommit(cube.store.get(commit)!)
      here.put({ cid: tree, bytes: cube.store.get(tree)! })
      await flip({ cube: cube.id, commit } as never)
      return { blocks: 1, bytes: 1 }
    },
  }
  const cids = (of: Record<string, Block | null>): Record<string, CID | null> =>
    Object.fromEntries(Object.entries(of).map(([name, block]) => [name, block && block.cid]))
  let record = {
    cube: cube.id.toString(),
    name: 'notes',
    author: formatDid(cube.author.publicKey),
    branch: 'main',
    commit: main.cid,
    refs: { main: main.cid, ...cids(refs) },
    wanted: cids(wanted),
  } as unknown as CubeRecord
  const receiver = {
    flipFor: () => async () => undefined,
    discard: async () => void (isDiscarded = true),
  }
  const outcome = await fetchBranches(
    node as never,
    { sync, receiver } as never,
    record,
    { names, peers: ['peer'] },
    { signal: new AbortController().signal, progress() {} },
  ).then(
    ({ branches }) => branches.map(({ name, memories }) => `${name}: ${memories}`).join(', '),
    (error: NodeError) => `${error.code}`,
  )
  const after = Object.entries(record.wanted ?? {}).map(([name, cid]) => `${name} ${cid && nameOf(cid)}`)
  return { asked, refused, outcome, wanted: after.join(', '), isDiscarded }
}
