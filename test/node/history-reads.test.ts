// What questions about a long history read: so many blocks for each commit, however many commits there are.
import { expect, test } from 'vitest'
import { add } from '../../src/node/use-cases/add.ts'
import { create } from '../../src/node/use-cases/create.ts'
import { lineage } from '../../src/node/use-cases/lineage.ts'
import { log } from '../../src/node/use-cases/log.ts'
import { verify } from '../../src/node/use-cases/verify.ts'
import type { Life } from '../../src/swarms/life.ts'
import { countReads } from '../helpers/count-reads.ts'
import { openLifeOf } from '../helpers/open-life-of.ts'

const options = { signal: new AbortController().signal, progress() {} }

async function homeOf(commits: number): Promise<Life> {
  const life = await openLifeOf('alice')
  await create.run(life, { name: 'notes', topics: [] }, options)
  // Keys enough for a tree of more than one level, changed again and again.
  for (let at = 0; at < commits; at++)
    await add.run(life, { cube: 'notes', key: `k/${at % 50}`, text: `text ${at}` }, options)
  return life
}

test('log, lineage and verify read a few blocks for each commit', { timeout: 60_000 }, async () => {
  const perCommit: Record<string, number[]> = {}
  for (const commits of [60, 240]) {
    const life = await homeOf(commits)
    const asked = {
      log: (node: Life) => log.run(node, { cube: 'notes', text: false }, options),
      'log of a key': (node: Life) => log.run(node, { cube: 'notes', key: 'k/7', text: false }, options),
      lineage: (node: Life) => lineage.run(node, { cube: 'notes', limit: 10_000 }, options),
      verify: (node: Life) => verify.run(node, { cube: 'notes' }, options),
    }
    for (const [name, ask] of Object.entries(asked)) {
      const { node, reads } = countReads(life)
      await ask(node)
      perCommit[name] = [...(perCommit[name] ?? []), (reads.blocks + reads.lookups) / commits]
    }
  }
  for (const [few = 0, many = Infinity] of Object.values(perCommit)) expect(many).toBeLessThan(few * 1.3)
  // The commit, and what of trees the neighbours do not have.
  const last = Object.fromEntries(Object.entries(perCommit).map(([name, counts]) => [name, counts[1]]))
  expect(last['log']).toBeLessThan(1.2)
  expect(last['log of a key']).toBeLessThan(4)
  expect(last['lineage']).toBeLessThan(4.4)
  expect(last['verify']).toBeLessThan(5)
})
