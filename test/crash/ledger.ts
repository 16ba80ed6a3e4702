/** What a node acknowledged before it was killed, and the judge of what it has afterwards. */
import assert from 'node:assert/strict'
import { openNode, type MemCubeNode } from '../../src/node/index.ts'
import { textOf, wordOf, type CrashAct, type CrashEvent } from './crash-events.ts'

interface Written {
  cube: string
  commit: string
  memory: string | undefined
  act: CrashAct
}

interface ShownCube {
  cube: string
  name: string
  role: string
  seq: number
}

/** What may refuse to be done in a healthy node: what it was about is gone, or nothing came of it. */
const harmless = new Set(['ERR_NOT_FOUND', 'ERR_CONFLICT', 'ERR_INVALID_INPUT'])

/** What a pull may end with besides: the machine had too much to do for one of the two. How many succeed is asked by who counts. */
const harmlessForPulls = new Set(['ERR_UNREACHABLE', 'ERR_TIMEOUT'])

/** Memories that are looked for by their word at each check; all are counted. */
const sampled = 40

export class Ledger {
  /** Since the last check. */
  #written: Written[] = []
  /** Commits that each branch, `cube branch`, was last known to be at. */
  readonly #tips = new Map<string, string>()
  readonly #cubes = new Map<string, { seq: number }>()
  readonly #begun = new Map<string, CrashAct>()
  readonly counts: Record<string, number> = {}

  record(event: CrashEvent): void {
    if (event.type === 'ready') return
    const { act } = event
    if (event.type === 'begin') return void this.#begun.set(act.id, act)
    this.#begun.delete(act.id)
    if (event.type === 'failed') {
      this.#count(`refused ${event.code}`)
      const isHarmless = harmless.has(event.code) || (act.kind === 'pull' && harmlessForPulls.has(event.code))
      return assert.ok(isHarmless, `${act.kind} failed: ${event.code} ${event.message}`)
    }
    this.#count(act.kind)
    const cube = event.cube ?? act.cube
    if (cube === undefined) return
    if (!this.#cubes.has(cube)) this.#cubes.set(cube, { seq: 0 })
    if (act.kind === 'unbranch') return void this.#tips.delete(`${cube} ${act.branch}`)
    if (event.commit === undefined || act.kind === 'switch') return
    this.#written.push({ cube, commit: event.commit, memory: event.memory, act })
    if (act.kind !== 'pull') this.#tips.set(`${cube} ${act.branch ?? 'main'}`, event.commit)
  }

  /** Opens the home as the next start would, and fails at the first thing that is not as it was acknowledged. */
  async check(home: string, random: () => number): Promise<void> {
    const node = await openNode({ home })
    try {
      const cubes = await this.#judge(node, Infinity)
      await checkIndex(node, cubes, random)
      await this.#adopt(node, cubes)
    } finally {
      await node.close()
    }
  }

  /**
   * As `check`, for a copy of the home: the next judgement starts from where this one did. The index is not asked, and of
   * the texts the last ones are compared; the commits of all of them must be there, and fsck hashes what they hold.
   */
  async judge(home: string): Promise<void> {
    const node = await openNode({ home })
    try {
      await this.#judge(node, 4)
    } finally {
      await node.close()
    }
  }

  async #judge(node: MemCubeNode, recent: number): Promise<ShownCube[]> {
    const { cubes } = (await node.call('list', {})) as { cubes: ShownCube[] }
    this.#checkMarks(cubes)
    const states = await statesOf(node, cubes)
    for (const { cube } of cubes) await this.#checkTips(cube, states)
    for (const written of this.#written.slice(-recent)) await this.#checkWritten(node, written, states)
    await checkFsck(node)
    return cubes
  }

  #count(what: string): void {
    this.counts[what] = (this.counts[what] ?? 0) + 1
  }

  /** Every acknowledged cube is there, and none is at an older head than before. */
  #checkMarks(cubes: readonly ShownCube[]): void {
    for (const [cube, { seq }] of this.#cubes) {
      const shown = cubes.find((one) => one.cube === cube)
      assert.ok(shown, `the cube ${cube} is gone`)
      assert.ok(shown.seq >= seq, `${shown.name} went back from sequence ${seq} to ${shown.seq}`)
    }
  }

  /** A branch is where it was acknowledged to be, or further if something was under way. */
  async #checkTips(cube: string, states: States): Promise<void> {
    const pending = [...this.#begun.values()].filter((act) => act.cube === cube || act.kind === 'fork')
    for (const [name, tip] of this.#tips) {
      const [owner, branch = 'main'] = name.split(' ')
      if (owner !== cube) continue
      const now = states.get(cube)?.get(branch)
      if (now === undefined && pending.some(({ kind }) => kind === 'unbranch')) continue
      assert.ok(now, `the branch ${branch} of ${cube} is gone`)
      if (pending.length === 0) assert.equal(now.commit, tip, `the branch ${branch} of ${cube}`)
      else assert.ok(now.commit === tip || (await now.history()).has(tip), `${branch} of ${cube} lost ${tip}`)
    }
  }

  async #checkWritten(
    node: MemCubeNode,
    { cube, commit, memory, act }: Written,
    states: States,
  ): Promise<void> {
    if (!(await isIn(states.get(cube), commit))) {
      // A branch that was taken away takes its commits along.
      assert.ok(this.counts['unbranch'] !== undefined, `${cube} lost the acknowledged commit ${commit}`)
      return
    }
    for (const [key, tag] of act.entries ?? []) {
      const got = (await node.call('get', { cube, key, at: commit })) as { body: string; memory: string }
      assert.equal(got.body, textOf(tag), `${key} of ${cube} at ${commit}`)
      if (memory !== undefined) assert.equal(got.memory, memory)
    }
  }

  /** What is there now is what the next check starts from. */
  async #adopt(node: MemCubeNode, cubes: readonly ShownCube[]): Promise<void> {
    this.#written = []
    this.#begun.clear()
    this.#tips.clear()
    for (const { cube, seq, role } of cubes) {
      this.#cubes.set(cube, { seq })
      if (role === 'cached') continue
      const { branches } = (await node.call('branch', { cube })) as {
        branches: { name: string; commit: string }[]
      }
      for (const { name, commit } of branches) this.#tips.set(`${cube} ${name}`, commit)
    }
  }
}

/** The branches of a cube, each with its commits, read when they are asked for. */
type Branches = Map<string, { commit: string; history: () => Promise<Set<string>> }>
type States = Map<string, Branches>

async function statesOf(node: MemCubeNode, cubes: readonly ShownCube[]): Promise<States> {
  const states: States = new Map()
  for (const { cube, role } of cubes) {
    const shown = (await node.call('branch', { cube })) as { branches: { name: string; commit: string }[] }
    const branches: Branches = new Map()
    for (const { name, commit } of shown.branches) {
      let read: Promise<Set<string>> | undefined
      const history = (): Promise<Set<string>> => (read ??= historyOf(node, cube, commit))
      if (role !== 'cached' || name === 'main') branches.set(name, { commit, history })
    }
    states.set(cube, branches)
  }
  return states
}

async function isIn(branches: Branches = new Map(), wanted: string): Promise<boolean> {
  const all = [...branches.values()]
  if (all.some(({ commit }) => commit === wanted)) return true
  for (const { history } of all) if ((await history()).has(wanted)) return true
  return false
}

async function historyOf(node: MemCubeNode, cube: string, commit: string): Promise<Set<string>> {
  const { commits } = (await node.call('log', { cube, branch: commit })) as { commits: { commit: string }[] }
  return new Set(commits.map((one) => one.commit))
}

async function checkFsck(node: MemCubeNode): Promise<void> {
  const { ok, problems } = (await node.call('fsck', {})) as { ok: boolean; problems: unknown[] }
  assert.ok(ok, `fsck: ${JSON.stringify(problems)}`)
}

/** The index holds each text of the cubes once, and each place that is looked for is found by its word. */
async function checkIndex(
  node: MemCubeNode,
  cubes: readonly ShownCube[],
  random: () => number,
): Promise<void> {
  const held: { cube: string; key: string }[] = []
  for (const { cube } of cubes) {
    const { keys } = await node.call('keys', { cube })
    held.push(...keys.filter((key) => !key.startsWith('payload/')).map((key) => ({ cube, key })))
  }
  const memories = new Set<string>()
  for (const { cube, key } of held)
    memories.add(((await node.call('get', { cube, key })) as { memory: string }).memory)
  const { index } = (await node.call('status', {})) as { index: { texts: number } }
  assert.equal(index.texts, memories.size, 'texts of the index and of the store')
  for (let left = Math.min(sampled, held.length); left > 0; left--) {
    const { cube, key } = held[Math.floor(random() * held.length)]!
    const { body } = (await node.call('get', { cube, key })) as { body: string }
    const query = /zq[a-z0-9]+/.exec(body)?.[0] ?? wordOf(key)
    const { results } = (await node.call('recall', { query, cubes: [cube], top: 5 })) as {
      results: { key: string }[]
    }
    assert.ok(
      results.some((hit) => hit.key === key),
      `recall does not find ${key} of ${cube} by ${query}`,
    )
  }
}
