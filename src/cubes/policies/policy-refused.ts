import { MemCubeError } from '../../core/errors.ts'
import type { PolicyVerdict } from '../../core/rules/index.ts'
import { NodeError } from '../../home/index.ts'

type Refusal = Extract<PolicyVerdict, { type: 'refused' }>

/** ERR_DENIED: the policy that a cube carries says no; ERR_LIMIT: nobody here will work that long to hear it. */
export class PolicyRefused extends NodeError {
  override name = 'PolicyRefused'
  /** The rule that refused; undefined where the policy itself cannot be read. */
  readonly rule: string | undefined

  constructor(
    message: string,
    details: { rule?: string; hint?: string; cause?: unknown } = {},
    code: 'ERR_DENIED' | 'ERR_LIMIT' = 'ERR_DENIED',
  ) {
    super(code, message, details)
    this.rule = details.rule
  }
}

/** @param what what is refused, e.g. `the commit` */
export function refusedBy(cube: string, what: string, { rule, key, message }: Refusal): PolicyRefused {
  const about = key === undefined ? '' : ` at "${key}"`
  return new PolicyRefused(`${what} breaks the rule "${rule}" of ${cube}${about}: ${message}`, {
    rule,
    hint: `see \`memcube policy ${cube}\` for the rules`,
  })
}

/** A policy that does not parse would bind nobody, and one that costs too much is no rule but a weight. */
export function unreadablePolicy(cube: string, cause: unknown): unknown {
  if (!(cause instanceof MemCubeError) || cause.name !== 'PolicyError') return cause
  const details = {
    cause,
    hint: `see \`memcube policy ${cube}\`; tell its author, or replace it where it is yours`,
  }
  return new PolicyRefused(
    `the policy of ${cube} cannot be judged by: ${cause.message}`,
    details,
    cause.code === 'ERR_LIMIT' ? 'ERR_LIMIT' : 'ERR_DENIED',
  )
}
