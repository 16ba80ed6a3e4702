/** Whether a policy allows a commit. What cannot be decided is refused. Spec: protocols/policy/spec.md, "Judging". Pure. */
import type { CheckedPolicy, CheckedRule } from './policy.ts'
import { changeBindings, commitBindings, type Bindings, type ChangeFacts, type CommitFacts } from './facts.ts'
import { POLICY_LIMITS } from './limits.ts'
import { WorkMeter } from './meter.ts'

export type PolicyVerdict =
  | { type: 'allowed' }
  | {
      type: 'refused'
      rule: string
      /** The memory it is about, for a rule on memories. */
      key?: string
      message: string
    }

const allowed: PolicyVerdict = Object.freeze({ type: 'allowed' })

/** One commit before one policy; asked about the commit once and about each change, which its caller counts. */
export interface Judge {
  commit(): PolicyVerdict
  change(change: ChangeFacts): PolicyVerdict
}

/** @throws {PolicyError} ERR_LIMIT from its methods, when the meter has run out */
export function openJudge({ rules }: CheckedPolicy, facts: CommitFacts, meter: WorkMeter): Judge {
  const about = commitBindings(facts)
  const onCommit = rules.filter(({ on }) => on === 'commit')
  const onMemory = rules.filter(({ on }) => on === 'memory')
  return {
    commit: () => firstRefusal(onCommit, about, undefined, meter),
    change(change) {
      if (onMemory.length === 0) return allowed
      meter.spend(POLICY_LIMITS.changeCost)
      return firstRefusal(onMemory, { ...about, ...changeBindings(change) }, change.key, meter)
    },
  }
}

/**
 * Judges a commit with all its changes: the rules on the commit first, then the changes in the order given.
 * @throws {PolicyError} ERR_LIMIT
 */
export function judge(
  policy: CheckedPolicy,
  facts: CommitFacts,
  changes: Iterable<ChangeFacts>,
  meter: WorkMeter = new WorkMeter(),
): PolicyVerdict {
  const opened = openJudge(policy, facts, meter)
  const verdict = opened.commit()
  if (verdict.type === 'refused') return verdict
  for (const change of changes) {
    meter.countChange()
    const found = opened.change(change)
    if (found.type === 'refused') return found
  }
  return allowed
}

function firstRefusal(
  rules: readonly CheckedRule[],
  facts: Bindings,
  key: string | undefined,
  meter: WorkMeter,
): PolicyVerdict {
  for (const rule of rules) {
    const why = refusalOf(rule, facts, meter)
    if (why !== undefined)
      return { type: 'refused', rule: rule.name, ...(key !== undefined && { key }), message: why }
  }
  return allowed
}

/** Why a rule refuses; undefined where it does not. */
function refusalOf(rule: CheckedRule, facts: Bindings, meter: WorkMeter): string | undefined {
  const applies = rule.condition?.evaluate(facts, meter) ?? true
  if (applies === false) return undefined
  if (applies !== true) return `its when cannot be decided: ${applies.slice(0, 200)}`
  const holds = rule.requirement.evaluate(facts, meter)
  if (holds === true) return undefined
  if (holds === false) return rule.message ?? `it requires ${rule.require}`
  return `its require cannot be decided: ${holds.slice(0, 200)}`
}
