/** Texts of policies, and what they say of commits: which are read, what they cost, and every verdict. */
import { CID } from 'multiformats/cid'
import { createMemory, type MemoryInput } from '../../../src/core/cube/index.ts'
import { MemCubeError } from '../../../src/core/errors.ts'
import { formatDid } from '../../../src/core/identity/index.ts'
import {
  judge,
  parsePolicy,
  policyMemory,
  WorkMeter,
  type PolicyRule,
} from '../../../src/core/rules/index.ts'
import { bentText, Expressions } from './expressions.ts'
import { hexOf, type Judged } from './inputs.ts'
import type { Random } from './random.ts'

const created = 1_800_000_000_000

function ruleOf(random: Random, name: string): PolicyRule {
  const written = new Expressions(random)
  const require = written.truth(1 + random.int(3))
  return {
    name,
    ...(random.chance(30) && { on: 'commit' as const }),
    ...(random.chance(30) && { when: written.truth(1 + random.int(2)) }),
    require: random.chance(15) ? bentText(random, require) : require,
    ...(random.chance(20) && { message: random.pick(['no', 'é', '\u2028', '\ud800', '"\\']) }),
  }
}

function textOf(random: Random): string {
  const rules = Array.from({ length: 1 + random.int(2) }, (_, i) => ruleOf(random, `rule ${i}`))
  const text = JSON.stringify({ v: 1, rules })
  return random.chance(8) ? bentText(random, text) : text
}

export function policies(random: Random, count: number): Judged {
  const judged: Judged = { valid: [], invalid: [] }
  for (let i = 0; i < count; i++) {
    const policy = textOf(random)
    const one = { name: `${i}`, policy }
    try {
      const { cost } = parsePolicy(policy)
      const { block } = policyMemory(JSON.parse(policy), created, 1)
      judged.valid.push({ ...one, cost, created, memory: block.cid.toString(), hex: hexOf(block.bytes) })
    } catch (error) {
      if (!(error instanceof MemCubeError)) throw error
      judged.invalid.push({ ...one, code: error.code })
    }
  }
  return judged
}

const did = (seed: number): string => formatDid(new Uint8Array(32).fill(seed))
const parent = 'bafyreigbtj4x7ip5legnfznufuopl4sg4knzc2cof6duas4b3q2fy6swua'

function memoryOf(random: Random): MemoryInput & { v: 1 } {
  return {
    v: 1,
    type: 'plaintext',
    media: random.pick(['text/plain', 'text/markdown']),
    body: 'x'.repeat(random.int(20)),
    tags: random.pick([[], ['a'], ['a', 'é'], ['postgres', '\u{1F600}']]),
    created: created - random.int(200_000_000),
    provenance: {
      activity: 'add',
      ...(random.chance(50) && { model: random.pick(['', 'a', 'a-model']) }),
      ...(random.chance(50) && { source: { uri: 'https://example.org/a' } }),
    },
    governance: {
      ...(random.chance(50) && { licence: 'CC-BY-4.0' }),
      ...(random.chance(50) && { priority: random.int(7) - 3 }),
    },
  }
}

export function verdicts(random: Random, count: number): Judged {
  const judged: Judged = { valid: [], invalid: [] }
  while (judged.valid.length < count) {
    const policy = textOf(random)
    let checked
    try {
      checked = parsePolicy(policy)
    } catch (error) {
      if (!(error instanceof MemCubeError)) throw error
      continue
    }
    const commit = {
      author: did(random.int(3)),
      authors: [did(0), did(1)],
      branch: random.pick(['main', 'draft', 'é/x']),
      time: created,
      message: random.pick(['', 'add one', '\u{1F600}']),
      parents: random.chance(80) ? [parent] : [],
      approvals: random.chance(50) ? [did(1)] : [],
    }
    const changes = Array.from({ length: random.int(3) }, (_, i) => ({
      key: random.pick(['a', 'notes/a', 'é', '\u{1F600}', '\uFB01']) + String(i),
      op: random.pick(['add', 'change', 'remove'] as const),
      ...createMemory(memoryOf(random)),
    }))
    const meter = new WorkMeter()
    const parents = commit.parents.map((cid) => CID.parse(cid))
    const { type, ...said } = judge(checked, { ...commit, parents }, changes, meter)
    const { message: _, ...where } = said as { message?: string }
    judged.valid.push({
      name: `${judged.valid.length}`,
      policy,
      commit,
      changes: changes.map(({ key, op, block }) => ({ key, op, memory: hexOf(block.bytes) })),
      verdict: { type, ...where },
      spent: meter.spent,
    })
  }
  return judged
}
