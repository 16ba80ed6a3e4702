import { z } from 'zod'
import { checkHome } from '../../care/fsck/check-home.ts'
import { repairHome } from '../../care/fsck/repair-home.ts'
import { useCase } from '../use-case.ts'

export const fsck = useCase({
  name: 'fsck',
  summary:
    'Checks every block and record of the store, every cube, the high-water marks and the index; mends what it can, with the help of peers.',
  writes: 'home',
  input: z.strictObject({ repair: z.boolean().default(false) }),
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
})
