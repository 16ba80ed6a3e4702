/** What of an input does not fit its schema, in the words of an error: the field, what was expected, and what came. */
import type { z } from 'zod'

type Issue = z.core.$ZodIssue

/** @param error of a parse that reports its input */
export function sayUnfit({ issues: [issue] }: z.ZodError): string {
  if (issue === undefined) return 'the input: does not fit'
  const field = issue.path.length === 0 ? 'the input' : issue.path.join('.')
  return `${field}: ${sizeWords(issue) ?? issue.message}`
}

/** Of a number that is too small or too large it says which; of texts and lists how long they may be, and not what is in them. */
function sizeWords(issue: Issue): string | undefined {
  if ((issue.code !== 'too_small' && issue.code !== 'too_big') || issue.inclusive !== true) return undefined
  const limit = issue.code === 'too_small' ? `at least ${issue.minimum}` : `at most ${issue.maximum}`
  if (typeof issue.input === 'number') return `expected ${limit}, got ${issue.input}`
  if (issue.origin === 'string') return `expected ${limit} characters`
  return issue.origin === 'array' ? `expected ${limit} items` : undefined
}
