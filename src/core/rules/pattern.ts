/** Patterns of `matches`: RE2, so their time is linear in the text; their size is bounded here. Pure. */
import { RE2JS } from '@bufbuild/re2'
import { POLICY_LIMITS } from './limits.ts'

export interface Pattern {
  test(text: string): boolean
  /** Characters times counted repetitions: how large a program it becomes, at most. */
  weight: number
}

/** The pattern, or what is wrong with it. */
export function compilePattern(source: string): Pattern | string {
  if (source.length > POLICY_LIMITS.maxPatternChars)
    return `a pattern of at most ${POLICY_LIMITS.maxPatternChars} characters`
  const foreign = foreignClass(source)
  if (foreign !== undefined)
    return `of the classes of Unicode one of ${unicodeClasses.join(', ')}, not ${foreign}`
  const weight = patternWeight(source)
  if (weight > POLICY_LIMITS.maxPatternWeight)
    return `a pattern that repeats less: its length times its counted repetitions is ${weight}, at most ${POLICY_LIMITS.maxPatternWeight} are allowed`
  try {
    const compiled = RE2JS.compile(source)
    return { test: (text) => compiled.test(text), weight }
  } catch (error) {
    return `a pattern of RE2 (${(error as Error).message})`
  }
}

/** The tables of each class are made when it is first met, for some 50 ms: not for as many as a stranger names. */
const unicodeClasses: readonly string[] = ['\\p{L}', '\\p{Lu}', '\\p{Ll}', '\\p{N}', '\\p{Nd}']

function foreignClass(source: string): string | undefined {
  for (const [escape] of source.matchAll(/\\(?:[pP](?:\{[^}]*\}?|.)?|[\s\S])/gu)) {
    if (!/^\\[pP]/.test(escape)) continue
    if (!unicodeClasses.includes(escape.replace('\\P', '\\p'))) return escape
  }
  return undefined
}

/** `{2,64}` counts 64, `{3,}` 4. Braces that are not meant so only make the weight larger. */
function patternWeight(source: string): number {
  let weight = source.length
  for (const [, least = '1', comma, most = ''] of source.matchAll(/\{(\d{1,9})(,?)(\d{0,9})\}/g)) {
    const count = most !== '' ? Number(most) : Number(least) + (comma === ',' ? 1 : 0)
    weight *= Math.max(1, count)
  }
  return weight
}
