// Writes protocols/policy/vectors: `node scripts/vectors/policy.ts`. Deterministic; a test compares the files with this.
import { mkdirSync, writeFileSync } from 'node:fs'
import { refusedPolicies, validPolicies } from './policy/cases.ts'
import { verdicts } from './policy/verdicts.ts'

/** Where the vectors live. */
export const POLICY_VECTORS = new URL('../../protocols/policy/vectors/', import.meta.url)

/** The content of every vector file, by its path. */
export function policyVectors(): Record<string, string> {
  const files = {
    'valid/policies.json': {
      about: 'Policies that are read, what they cost, and the memory that keeps each.',
      cases: validPolicies(),
    },
    'valid/verdicts.json': {
      about:
        'A policy, a commit with its changes (each memory as a record), and the verdict. Wording is not compared.',
      cases: verdicts(),
    },
    'invalid/policies.json': {
      about: 'Texts that are refused when they are read.',
      cases: refusedPolicies(),
    },
  }
  return Object.fromEntries(
    Object.entries(files).map(([path, content]) => [path, `${JSON.stringify(content, null, 2)}\n`]),
  )
}

if (import.meta.main) {
  for (const [path, text] of Object.entries(policyVectors())) {
    const file = new URL(path, POLICY_VECTORS)
    mkdirSync(new URL('.', file), { recursive: true })
    writeFileSync(file, text)
  }
}
