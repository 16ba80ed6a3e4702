/** What of an input does not fit its schema, in the words of an error: the field, what was expected, and what came. */
import type { z } from 'zod'

type Issue = z.core.$ZodIssue

/** Words of a value that are shown; a longer one is a text, and nobody's choice of a few. Guess: all words of ours are shorter. */
const maxShownChars = 40

/** @param error of a parse that reports its input */
export function sayUnfit(error: z.ZodError): string {
  const issue = firstIssue(error.issues)
  if (issue === undefined) return 'the input: does not fit'
  const field = issue.path.length === 0 ? 'the input' : issue.path.join('.')
  return `${field}: ${sizeWords(issue) ?? choiceWords(issue) ?? typeWords(issue)}`
}

/** Of several shapes none fits: what is said is what the schema says of them all, else what the first one lacks. */
function firstIssue([issue]: readonly Issue[], path: readonly PropertyKey[] = []): Issue | undefined {
  if (issue === undefined) return undefined
  const whole = [...path, ...issue.path]
  const isUnnamed = issue.code === 'invalid_union' && issue.message === 'Invalid input'
  const inner = isUnnamed ? firstIssue(issue.errors[0] ?? [], whole) : undefined
  return inner ?? { ...issue, path: whole }
}

/** Of a number that is too small or too large it says which; of texts and lists how long they may be, and not what is in them. */
function sizeWords(issue: Issue): string | undefined {
  if ((issue.code !== 'too_small' && issue.code !== 'too_big') || issue.inclusive !== true) return undefined
  const limit = issue.code === 'too_small' ? `at least ${issue.minimum}` : `at most ${issue.maximum}`
  if (typeof issue.input === 'number') return `expected ${limit}, got ${issue.input}`
  const isOne = limit.endsWith(' 1')
  if (issue.origin === 'string') return `expected ${limit} ${isOne ? 'character' : 'characters'}`
  return issue.origin === 'array' ? `expected ${limit} ${isOne ? 'item' : 'items'}` : undefined
}

/** One of a few words. */
function choiceWords(issue: Issue): string | undefined {
  if (issue.code !== 'invalid_value') return undefined
  const [only, ...more] = issue.values.map(String)
  const expected = more.length === 0 ? String(only) : `one of ${[only, ...more].join(', ')}`
  return `expected ${expected}${cameWords(issue.input)}`
}

function cameWords(input: unknown): string {
  if (input === undefined) return ', got nothing'
  if (typeof input !== 'string') return ''
  return input.length > maxShownChars ? ', got a longer text' : `, got ${JSON.stringify(input)}`
}

function typeWords({ code, message }: Issue): string {
  if (code !== 'invalid_type') return message
  return message
    .replace(/^Invalid input: /, '')
    .replace(/, received undefined$/, ', got nothing')
    .replace(', received ', ', got ')
}
