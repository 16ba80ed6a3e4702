/** What a route answers: the output of its use case, or of several shapes the one that this route gives. */
import type { CallSchema } from '../../node/index.ts'
import type { JsonSchema } from './input-schema.ts'
import type { Route } from './routes/index.ts'

export function answerSchema({ list, answers = list?.field }: Route, { output }: CallSchema): JsonSchema {
  if (answers === undefined) return output
  const shapes = (output['anyOf'] ?? [output]) as JsonSchema[]
  const [only, ...others] = shapes.filter(({ properties }) => answers in (properties as object))
  if (only === undefined || others.length > 0)
    throw new TypeError(
      `expected one answer with the field "${answers}", got ${others.length + (only ? 1 : 0)}`,
    )
  return only
}
