/**
 * What the rules of a cube cost: nothing where there are none, little for plain ones, and a bounded time for the worst
 * that a stranger can write.
 *
 *   node scripts/bench/policy.ts [memories, 10000] [rounds, 5] [seed, 1]
 */
import { createMemory } from '../../src/core/cube/index.ts'
import { checkPolicy, judge, WorkMeter } from '../../src/core/rules/index.ts'
import { initHome, openNode } from '../../src/node/index.ts'
import { join } from 'node:path'
import { writeNotes } from './shared/notes.ts'
import { freshFolder, median, printHeading, printTimes } from './shared/report.ts'

const [count = 10_000, rounds = 5, seed = 1] = process.argv.slice(2).map(Number)
const folder = freshFolder()
printHeading(`rules of a cube: ${count} memories`, seed)

const plain = Array.from({ length: 10 }, (_, i) => ({
  name: `rule ${i}`,
  when: `key.startsWith("team-${i}/") || op != "remove"`,
  require: `author in authors && memory.created <= commit.time && memory.bytes <= 262144`,
}))

/** An import of the same notes into a cube with rules and one without, in turns. */
async function timeImports(): Promise<{ without: number[]; ruled: number[] }> {
  const notes = join(folder, 'notes')
  await writeNotes(notes, count, 600, seed)
  const times = { without: [] as number[], ruled: [] as number[] }
  for (let round = 0; round < rounds; round++) {
    for (const kind of ['without', 'ruled'] as const) {
      const home = join(folder, `${kind}-${round}`)
      await initHome({ home, name: 'alice' })
      await using node = await openNode({ home })
      await node.call('create', { name: 'notes' })
      if (kind === 'ruled')
        await node.call('policy', { cube: 'notes', text: JSON.stringify({ v: 1, rules: plain }) })
      const started = performance.now()
      await node.call('import', { cube: 'notes', path: notes })
      times[kind].push(performance.now() - started)
    }
  }
  return times
}

const imports = await timeImports()
printTimes('import, no rules', imports.without)
printTimes('import, ten plain rules', imports.ruled)
const perMemory = ((median(imports.ruled) - median(imports.without)) / count) * 1_000
console.log(`  ten plain rules take ${perMemory.toFixed(0)} us a memory`)

/** Expressions that spend as much as they may, on a memory that is as large as one can be. */
const worst: [name: string, require: string][] = [
  [
    'a loop over all tags',
    `memory.tags.all(t, ${Array.from({ length: 9 }, (_, i) => `t != "${i}"`).join(' && ')})`,
  ],
  ['lists made by appending', 'memory.tags.map(t, t + t).size() > 0'],
  ['a pattern of alternatives', 'memory.provenance.source.uri.matches("(a|a|a|a|a|a|a|a|a|a|.){80}$")'],
  ['a pattern of options', 'memory.provenance.source.uri.matches("(?:(?:a|b)|(?:c|d)){120}$")'],
  [
    'texts made by joining',
    '["a"].map(a, a+a).map(a, a+a).map(a, a+a).map(a, a+a).map(a, a+a).map(a, a+a).size() == 1',
  ],
  [
    'a deep comparison',
    'memory == memory && memory.tags == memory.tags && memory.provenance == memory.provenance',
  ],
]
const { memory } = createMemory({
  type: 'plaintext',
  media: 'text/plain',
  body: 'x',
  tags: Array.from({ length: 256 }, (_, i) => `tag ${i}`),
  created: 1,
  provenance: { activity: 'add', source: { uri: 'a'.repeat(2_048) } },
  governance: {},
})
const facts = {
  author: 'did:key:a',
  authors: ['did:key:a'],
  branch: 'main',
  time: 2,
  message: '',
  parents: [],
  approvals: [],
}
for (const [name, require] of worst) {
  const policy = checkPolicy({ v: 1, rules: [{ name: 'worst', require }] })
  const meter = new WorkMeter(Number.MAX_SAFE_INTEGER)
  const started = performance.now()
  for (let i = 0; i < 50; i++) judge(policy, facts, [{ key: 'k', op: 'add', memory }], meter)
  const usPerUnit = ((performance.now() - started) * 1_000) / meter.spent
  console.log(`  ${name.padEnd(44)} ${usPerUnit.toFixed(3)} us a unit, ${Math.round(meter.spent / 50)} units`)
}
console.log('  one commit may spend 10,000,000 units and 1,000 for each memory: multiply')
