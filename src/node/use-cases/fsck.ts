import { z } from 'zod'
import { checkHome, problem, repairHome } from '../../care/fsck/index.ts'
import { rowsOf, sumOf, useCase } from '../use-case.ts'
import * as outputs from './outputs.ts'

const found = problem.extend(outputs.ofSwarm)
const report = z.object({
  ok: z.boolean(),
  checked: outputs.count,
  problems: z.array(found),
  repaired: outputs.count,
  healed: z.array(found.extend({ how: outputs.text })),
  unhealable: z.array(found.extend({ means: outputs.text })),
  notes: outputs.texts,
})

export const fsck = useCase({
  name: 'fsck',
  summary:
    'Checks every block and record of the store, every cube, the high-water marks and the index; mends what it can, with the help of peers.',
  writes: 'home',
  spans: 'stores',
  input: z.strictObject({ repair: z.boolean().default(false) }),
  output: report,
  async run(node, { repair }, options) {
    if (repair) return repairHome(node, options)
    const { checked, problems } = await checkHome(node, options)
    return {
      ok: problems.length === 0,
      checked,
      problems,
      repaired: 0,
      healed: [],
      unhealable: [],
      notes: [],
    }
  },
  join: (answers) => ({
    ok: answers.every(({ answer }) => answer.ok),
    checked: sumOf(answers, (one) => one.checked),
    problems: rowsOf(answers, (one) => one.problems),
    repaired: sumOf(answers, (one) => one.repaired),
    healed: rowsOf(answers, (one) => one.healed),
    unhealable: rowsOf(answers, (one) => one.unhealable),
    notes: answers.flatMap(({ answer }) => answer.notes),
  }),
})
