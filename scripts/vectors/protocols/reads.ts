// Which commits of a cube a puller may read: commits are numbered from 0 and have only earlier parents.
import type { CID } from 'multiformats/cid'
import type { Block } from '../../../src/core/codec/index.ts'
import { createGenesis, signCommit } from '../../../src/core/cube/index.ts'
import { buildTree } from '../../../src/core/tree/index.ts'
import { ProtocolError, type Refusal } from '../../../src/protocols/index.ts'
import type { Want } from '../../../src/protocols/sync/messages.ts'
import { NOT_FOUND, planPack } from '../../../src/protocols/sync/plan-pack.ts'
import { alice, Blocks, TIME } from './sample-cube.ts'

export interface History {
  name: string
  /** Of commit i, by number. */
  parents: number[][]
  /** Commits of another cube. */
  foreign?: number[]
  /** Of each head that the server would give: the commits that it names, by branch. */
  heads: Record<string, number>[]
  /** Commits that proposals offer which the server keeps. */
  offered?: number[]
}

/** A branch of two commits beside another of two, on a common one. */
const fork = [[], [0], [1], [1], [3]]
const cases: readonly History[] = [
  {
    name: 'a branch that no head names, or the newest does not name any more',
    parents: fork,
    heads: [{ main: 2 }],
  },
  { name: 'two published branches', parents: fork, heads: [{ main: 2, draft: 4 }] },
  {
    name: 'a branch that is published as far as its first commit',
    parents: fork,
    heads: [{ main: 2, draft: 3 }],
  },
  {
    name: 'a branch that another author publishes',
    parents: fork,
    heads: [{ main: 2 }, { main: 1, draft: 4 }],
  },
  { name: 'a branch that was merged into a published one', parents: [...fork, [2, 4]], heads: [{ main: 5 }] },
  {
    name: 'a branch of which a proposal offers the first commit',
    parents: fork,
    heads: [{ main: 2 }],
    offered: [3],
  },
  { name: 'a withdrawn cube', parents: fork, heads: [] },
  { name: 'a withdrawn cube of which a proposal offers a commit', parents: fork, heads: [], offered: [2] },
  { name: 'a fork: where it began is of another cube', parents: fork, foreign: [0, 1], heads: [{ main: 2 }] },
]

function cubeNamed(name: string) {
  return createGenesis({
    v: 1,
    name,
    authors: [alice.publicKey],
    visibility: 'public',
    created: TIME,
    nonce: new Uint8Array(16),
  })
}

const cube = cubeNamed('vectors')
const upstream = cubeNamed('upstream')

function commitsOf(blocks: Blocks, { parents, foreign = [] }: History): Block[] {
  const tree = buildTree([])
  blocks.put(cube, upstream, ...tree.blocks)
  const commits: Block[] = []
  for (const [at, before] of parents.entries()) {
    const fields = {
      v: 1 as const,
      cube: (foreign.includes(at) ? upstream : cube).cid,
      tree: tree.root,
      parents: before.map((parent) => commits[parent]!.cid),
      rev: `3mbdhk5zk222${'234567'[at]!}`,
      author: alice.publicKey,
      time: TIME,
      message: `commit ${at}`,
      count: 0,
    }
    commits.push(signCommit(fields, alice.secret).block)
    blocks.put(commits[at]!)
  }
  return commits
}

/** Answers to wants for each commit, and whether what the puller says that it has changes an answer. */
export async function answersTo(history: History) {
  const blocks = new Blocks()
  const commits = commitsOf(blocks, history)
  const tips = [...history.heads.flatMap((refs) => Object.values(refs)), ...(history.offered ?? [])].map(
    (at) => commits[at]!.cid,
  )
  const tipsOf = (of: CID) => Promise.resolve(of.equals(cube.cid) && tips.length > 0 ? tips : undefined)
  const answer = async (commit: CID, have: CID[] = []): Promise<string[] | Refusal> => {
    const want: Want = { cube: cube.cid, commit, have, skip: [], nodesHeld: false }
    try {
      const plan = await planPack(blocks, want, tipsOf)
      return [...plan.commits, ...plan.nodes].map(({ cid }) => cid.toString())
    } catch (error) {
      if (error instanceof ProtocolError && error.refusal !== undefined) return error.refusal
      throw error
    }
  }
  const wants = await Promise.all(commits.map(({ cid }) => answer(cid)))
  return { commits: commits.map(({ cid }) => cid), wants, answer }
}

export async function validReads() {
  const written = []
  for (const history of cases) {
    const { wants } = await answersTo(history)
    const readable = wants.flatMap((answer, at) => (Array.isArray(answer) ? [at] : []))
    written.push({ foreign: [], offered: [], ...history, readable })
  }
  const { class: class_, code } = NOT_FOUND
  return {
    about:
      'Commits by number with the numbers of their parents, those of another cube, what each head that the server would give names, what proposals offer, and the commits that a puller may read. A want for any other gets the refusal, as does one for a commit that does not exist; named in `have`, any other changes nothing.',
    refusal: { class: class_, code },
    cases: written,
  }
}
