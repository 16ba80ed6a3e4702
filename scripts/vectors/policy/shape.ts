// The shapes of the policy vectors: JSON, bytes as hex, CIDs in their text form.

export interface PolicyCase {
  name: string
  policy: string
  cost: number
  /** Of the memory that keeps it, in milliseconds since the Unix epoch. */
  created: number
  memory: string
  hex: string
}

export interface RefusedPolicyCase {
  name: string
  policy: string
  code: string
}

export interface VectorCommitFacts {
  author: string
  authors: string[]
  branch: string
  time: number
  message: string
  parents: string[]
  approvals: string[]
}

export interface VerdictCase {
  name: string
  policy: string
  commit: VectorCommitFacts
  changes: { key: string; op: 'add' | 'change' | 'remove'; memory: string }[]
  verdict: { type: 'allowed' | 'refused'; rule?: string; key?: string }
  /** Steps that judging takes, by the section "Cost". */
  spent: number
}
