import { expect, test } from 'vitest'
import { audit } from '../../src/interfaces/cli/verbs/audit.ts'
import type { VerbContext } from '../../src/interfaces/cli/verb.ts'

test.each(['verify', 'list', 'checkpoint'])(
  'audit %s does not pass over a file that it would not read',
  async (what) => {
    const context = {} as VerbContext
    await expect(audit.run([what, 'today.note'], {}, context)).rejects.toMatchObject({
      code: 'ERR_USAGE',
      message: `audit ${what} takes no file behind it`,
      hint: expect.stringContaining('--from'),
    })
  },
)
