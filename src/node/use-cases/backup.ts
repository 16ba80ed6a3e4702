import { z } from 'zod'
import { writeBackup } from '../backup/index.ts'
import { useCase } from '../use-case.ts'
import * as inputs from './inputs.ts'

export const backup = useCase({
  name: 'backup',
  summary: 'Writes the whole home into one file, as of one moment, while it goes on working.',
  input: z.strictObject({
    out: inputs.path,
    keys: z
      .boolean()
      .default(true)
      .describe('with the secret keys; a backup without them needs them to be restored'),
  }),
  async run(node, { out, keys }, options) {
    const spaces = node.swarms?.isAny() === true ? await node.swarms.spaces() : undefined
    const written = await writeBackup(node, out, { keys, spaces: spaces?.list() ?? [] }, options)
    return { ...written, swarmsLeftOut: spaces?.broken().map(({ folder }) => folder) ?? [] }
  },
})
