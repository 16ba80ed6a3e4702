import { isDeepStrictEqual } from 'node:util'
import type { z } from 'zod'

/**
 * Where an answer is not what its schema promises: a field that is missing, of another kind, or that the schema does not
 * have. Looked at as JSON, which is what is promised.
 */
export function misfitsOf(output: z.ZodType, answer: unknown): string[] {
  const said: unknown = JSON.parse(JSON.stringify(answer))
  const parsed = output.safeParse(said)
  if (!parsed.success) return parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  return undeclared(said, parsed.data, '')
}

/** What the schema left out of an answer that fits: fields that it does not have. */
function undeclared(said: unknown, declared: unknown, path: string): string[] {
  if (isDeepStrictEqual(said, declared)) return []
  if (typeof said !== 'object' || said === null) return [`${path}: is not what the schema makes of it`]
  return Object.entries(said).flatMap(([name, value]) => {
    const here = path === '' ? name : `${path}.${name}`
    const of = (declared ?? {}) as Record<string, unknown>
    return name in of ? undeclared(value, of[name], here) : [`${here}: is not in the schema`]
  })
}
