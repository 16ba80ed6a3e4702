import { z } from 'zod'
import { useCase } from '../use-case.ts'
import * as inputs from './inputs.ts'
import * as outputs from './outputs.ts'

const input = z
  .strictObject({
    cube: inputs.cube,
    set: inputs.path.optional().describe('a file with the rules, YAML or JSON'),
    text: z.string().max(65_536).optional().describe('the rules themselves, YAML or JSON'),
    clear: z.boolean().default(false).describe('take the policy away'),
    check: inputs.revision.optional().describe('judge a commit, or a branch commit by commit; sets nothing'),
    branch: inputs.branch.optional(),
    message: inputs.message,
  })
  .refine(
    ({ set, text, clear }) => [set !== undefined, text !== undefined, clear].filter(Boolean).length <= 1,
    {
      message: 'expected one of set, text and clear',
    },
  )
  .refine(({ clear, check }) => !clear || check === undefined, { message: 'expected clear or check' })

const rules = z.object({
  v: z.literal(1),
  rules: z.array(
    z.object({
      name: outputs.text,
      on: z.enum(['memory', 'commit']).optional(),
      when: outputs.text.optional(),
      require: outputs.text,
      message: outputs.text.optional(),
    }),
  ),
})
const judged = z.object({
  commit: outputs.text,
  verdict: z
    .enum(['allowed', 'refused', 'unknown'])
    .describe('unknown: a state that it takes to judge is not held here'),
  rule: outputs.text.optional(),
  key: outputs.text.optional(),
  message: outputs.text.optional(),
})

export const policy = useCase({
  name: 'policy',
  summary: 'The rules that a cube carries: shown, set, taken away, or tried on commits that there are.',
  writes: ({ set, text, clear, check }) =>
    clear || (check === undefined && (set ?? text) !== undefined) ? 'cube' : 'nothing',
  spans: 'one',
  placedBy: 'cube',
  input,
  output: z.object({
    cube: outputs.text,
    branch: outputs.text,
    policy: rules.nullable(),
    memory: outputs.maybe,
    commit: outputs.text,
    checked: z.array(judged).optional(),
    notes: outputs.texts,
    ...outputs.noticed,
  }),
  async run(node, request, { signal }) {
    // The evaluator is loaded where somebody asks for it.
    const { runPolicy } = await import('../../cubes/policies/run-policy.ts')
    return runPolicy(node, request, signal)
  },
})
