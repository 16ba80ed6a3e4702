/**
 * The rules that a cube carries, kept as a memory under `.memcube/policy`. Its text is JSON in one form, so that no two
 * readers read two policies in it. Spec: protocols/policy/spec.md.
 */
import type { Block } from '../codec/index.ts'
import { createMemory, POLICY_KEY, WRITTEN_VERSION, type Memory } from '../cube/index.ts'
import { PolicyError } from './error.ts'
import { parseExpression, type Expression } from './expression.ts'
import { POLICY_LIMITS } from './limits.ts'

export interface PolicyRule {
  name: string
  /** What it is asked about: each memory that a commit changes (when not given), or the commit once. */
  on?: 'memory' | 'commit'
  /** Where this is false, the rule says nothing. */
  when?: string
  /** Where this is false, the commit is refused. */
  require: string
  /** What whoever is refused is told. */
  message?: string
}

export interface Policy {
  v: 1
  rules: PolicyRule[]
}

export interface CheckedRule extends PolicyRule {
  on: 'memory' | 'commit'
  condition: Expression | undefined
  requirement: Expression
}

/** A policy that can be judged by. */
export interface CheckedPolicy {
  policy: Policy
  rules: CheckedRule[]
  /** Steps that judging one memory takes at most, patterns not counted. */
  cost: number
}

const ruleName = /^[\p{L}\p{N}][\p{L}\p{N} ._-]*$/u

/** @throws {PolicyError} ERR_INVALID_INPUT naming the rule and the place, ERR_LIMIT */
export function checkPolicy(value: unknown): CheckedPolicy {
  const policy = requirePolicy(value)
  const rules = policy.rules.map((rule) => checkRule(rule))
  const cost = rules.reduce(
    (sum, { condition, requirement }) => sum + (condition?.cost ?? 0) + requirement.cost,
    0,
  )
  if (cost > POLICY_LIMITS.maxPolicyCost)
    throw new PolicyError(
      'ERR_LIMIT',
      `the rules take up to ${cost} steps for one memory; a policy may take ${POLICY_LIMITS.maxPolicyCost}`,
      { hint: 'loop over less, or say more with fewer rules' },
    )
  return { policy, rules, cost }
}

/** The one text that a policy is stored as. @throws {PolicyError} ERR_INVALID_INPUT, ERR_LIMIT */
export function formatPolicy(value: unknown): string {
  const { rules } = checkPolicy(value).policy
  const text = JSON.stringify({ v: 1, rules: rules.map(inOneOrder) })
  if (Buffer.byteLength(text) <= POLICY_LIMITS.maxPolicyBytes) return text
  throw new PolicyError('ERR_LIMIT', `the policy has more than ${POLICY_LIMITS.maxPolicyBytes} bytes`, {
    hint: 'say more with fewer rules',
  })
}

/** @throws {PolicyError} ERR_INVALID_INPUT, ERR_LIMIT */
export function parsePolicy(text: string): CheckedPolicy {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new PolicyError('ERR_INVALID_INPUT', 'the policy is not JSON', { cause })
  }
  if (formatPolicy(value) !== text)
    throw new PolicyError('ERR_INVALID_INPUT', 'the policy is not written in the form that policies have')
  return checkPolicy(value)
}

/** The memory to keep under `.memcube/policy`. @param created milliseconds since the Unix epoch */
export function policyMemory(
  value: unknown,
  created: number,
  v = WRITTEN_VERSION,
): { memory: Memory; block: Block } {
  return createMemory({
    v,
    type: 'plaintext',
    media: 'application/json',
    body: formatPolicy(value),
    tags: [],
    created,
    provenance: { activity: 'settings' },
    governance: {},
  })
}

/** @throws {PolicyError} ERR_INVALID_INPUT, ERR_LIMIT */
export function readPolicy(memory: Memory): CheckedPolicy {
  const { type, media, body } = memory
  if (type !== 'plaintext' || media !== 'application/json' || typeof body !== 'string')
    throw new PolicyError(
      'ERR_INVALID_INPUT',
      `the memory ${POLICY_KEY} is not a policy: expected JSON inline`,
    )
  return parsePolicy(body)
}

function inOneOrder({ name, on, when, require, message }: PolicyRule): PolicyRule {
  return {
    name,
    ...(on === 'commit' && { on }),
    ...(when !== undefined && { when }),
    require,
    ...(message !== undefined && { message }),
  }
}

function checkRule(rule: PolicyRule): CheckedRule {
  const on = rule.on ?? 'memory'
  return {
    ...rule,
    on,
    condition: rule.when === undefined ? undefined : checkExpression(rule.name, 'when', rule.when, on),
    requirement: checkExpression(rule.name, 'require', rule.require, on),
  }
}

function checkExpression(
  rule: string,
  field: 'when' | 'require',
  source: string,
  on: 'memory' | 'commit',
): Expression {
  const parsed = parseExpression(source, on)
  if ('evaluate' in parsed) return parsed
  throw new PolicyError(
    'ERR_INVALID_INPUT',
    `the rule "${rule}" does not parse: ${field}, line ${parsed.line}, column ${parsed.column}: ${parsed.message}`,
    { hint: 'see protocols/policy/spec.md for what rules can say' },
  )
}

function requirePolicy(value: unknown): Policy {
  const { v, rules } = requireMap('the policy', value, ['v', 'rules'])
  if (v !== 1) throw unfit(`expected a policy of version 1, got v: ${shown(v)}`)
  if (!Array.isArray(rules) || rules.length === 0 || rules.length > POLICY_LIMITS.maxRules)
    throw unfit(`expected rules to be a list of 1 to ${POLICY_LIMITS.maxRules}`)
  const checked = rules.map((rule: unknown, index) => requireRule(rule, index + 1))
  const names = checked.map(({ name }) => name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw unfit(`two rules are named "${twice}"`)
  return { v: 1, rules: checked }
}

function requireRule(value: unknown, number: number): PolicyRule {
  const rule = requireMap(`rule ${number}`, value, ['name', 'on', 'when', 'require', 'message'])
  const { name, on, when, require, message } = rule
  if (typeof name !== 'string' || name.length > POLICY_LIMITS.maxNameChars || !ruleName.test(name))
    throw unfit(
      `expected the name of rule ${number} to be up to ${POLICY_LIMITS.maxNameChars} letters, digits, spaces and . _ -`,
    )
  const isText = (text: unknown): boolean => typeof text === 'string' && text.isWellFormed()
  if (on !== undefined && on !== 'memory' && on !== 'commit')
    throw unfit(`expected on of the rule "${name}" to be memory or commit, got ${shown(on)}`)
  if (!isText(require)) throw unfit(`expected require of the rule "${name}" to be an expression`)
  if (when !== undefined && !isText(when))
    throw unfit(`expected when of the rule "${name}" to be an expression`)
  if (
    message !== undefined &&
    (!isText(message) || (message as string).length > POLICY_LIMITS.maxMessageChars)
  )
    throw unfit(
      `expected message of the rule "${name}" to be a text of at most ${POLICY_LIMITS.maxMessageChars} characters`,
    )
  return inOneOrder(rule as unknown as PolicyRule)
}

function requireMap(what: string, value: unknown, fields: readonly string[]): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw unfit(`expected ${what} to be a map with ${fields.join(', ')}`)
  const foreign = Object.keys(value).find((field) => !fields.includes(field))
  if (foreign !== undefined)
    throw unfit(`${what} has the field "${foreign.slice(0, 64)}"; there are ${fields.join(', ')}`)
  return value as Record<string, unknown>
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).slice(0, 64)
}

function unfit(message: string): PolicyError {
  return new PolicyError('ERR_INVALID_INPUT', message, {
    hint: 'a policy is { v: 1, rules: [{ name, on, when, require, message }] }; see protocols/policy/spec.md',
  })
}
