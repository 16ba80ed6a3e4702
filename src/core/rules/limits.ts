/**
 * Bounds on what a policy may cost. A policy comes from strangers, and every node judges by it: each bound holds for
 * every expression before it is evaluated once, and none depends on a clock. Spec: protocols/policy/spec.md, "Cost".
 */
export const POLICY_LIMITS = Object.freeze({
  /** What fits inline in a memory. */
  maxPolicyBytes: 16 * 1024,
  /** Guess: many times what a team needs. */
  maxRules: 64,
  /** Guess. */
  maxNameChars: 64,
  /** Guess: a sentence or two. */
  maxMessageChars: 512,
  /** Guess: ten lines. */
  maxExpressionChars: 1_024,
  /** Guess: people nest five or six. The parser calls itself for each, so a few hundred would end at the stack. */
  maxBrackets: 64,
  /** Guess: an expression of 1,024 characters that people write has 100 to 200. */
  maxNodes: 400,
  /** One inside another. With the cost below, only over lists that are written out in the expression. */
  maxNesting: 2,
  /** Of one expression, in evaluated nodes. A loop over 256 tags with ten comparisons inside. */
  maxExpressionCost: 50_000,
  /** Of all rules on one memory. Guess: two of the costliest. */
  maxPolicyCost: 100_000,
  /** Elements of a list and characters of a text that an expression makes; facts have no more. */
  maxListItems: 256,
  maxTextChars: 4_096,
  /** Dids in `approvals`. */
  maxApprovals: 64,
  /** Of a pattern, and characters times counted repetitions: bounds the program that it becomes. */
  maxPatternChars: 128,
  maxPatternWeight: 4_096,
  /** How much of a pattern against how many characters costs as much as one node. Measured: scripts/bench/policy.ts. */
  patternCharsPerUnit: 8,
  /** What an evaluation costs besides its parts. Measured: scripts/bench/policy.ts. */
  evaluationCost: 10,
  /** What showing a memory to the rules costs. Measured: scripts/bench/policy.ts. */
  changeCost: 50,
  /**
   * What judging one commit, or one step of a pull, may cost: so much, and so much more for each memory that it
   * changes. A guess: ten rules of 30 nodes never reach it, and the worst policy takes
   * some seconds, and less than a millisecond a memory.
   */
  freeWork: 10_000_000,
  workPerChange: 1_000,
})
