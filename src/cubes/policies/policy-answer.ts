/** What is answered about the rules of a cube. Apart from what answers it, which loads the evaluator. */
import { z } from 'zod'
import * as fields from '../fields.ts'

const rules = z.object({
  v: z.literal(1),
  rules: z.array(
    z.object({
      name: fields.text,
      on: z.enum(['memory', 'commit']).optional(),
      when: fields.text.optional(),
      require: fields.text,
      message: fields.text.optional(),
    }),
  ),
})
const checkedCommit = z.object({
  commit: fields.text,
  verdict: z
    .enum(['allowed', 'refused', 'unknown'])
    .describe('unknown: a state that it takes to judge is not held here'),
  rule: fields.text.optional(),
  key: fields.text.optional(),
  message: fields.text.optional(),
})
export type CheckedCommit = z.infer<typeof checkedCommit>

export const policyAnswer = z.object({
  cube: fields.text,
  branch: fields.text,
  policy: rules.nullable(),
  memory: fields.maybe,
  commit: fields.text,
  checked: z.array(checkedCommit).optional(),
  notes: fields.texts,
})
export type PolicyAnswer = z.infer<typeof policyAnswer>
