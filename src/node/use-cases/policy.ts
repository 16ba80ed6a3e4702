import { z } from 'zod'
import { policyAnswer } from '../../cubes/policies/index.ts'
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

export const policy = useCase({
  name: 'policy',
  summary: 'The rules that a cube carries: shown, set, taken away, or tried on commits that there are.',
  writes: ({ set, text, clear, check }) =>
    clear || (check === undefined && (set ?? text) !== undefined) ? 'cube' : 'nothing',
  spans: 'one',
  placedBy: 'cube',
  input,
  output: policyAnswer.extend(outputs.noticed),
  async run(node, request, { signal }) {
    // The evaluator is loaded where somebody asks for it.
    const { runPolicy } = await import('../../cubes/policies/run-policy.ts')
    return runPolicy(node, request, signal)
  },
})
