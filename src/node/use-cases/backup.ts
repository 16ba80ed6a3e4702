import { z } from 'zod'
import { openHome } from '../../storage/index.ts'
import { writeBackup, writtenBackup, type BackedUpSpace } from '../../care/backup/index.ts'
import { type InFolder, type Locks, type Stored, endAll } from '../../home/index.ts'
import type { Space } from '../../swarms/index.ts'
import { openLife } from '../open-life.ts'
import { useCase } from '../use-case.ts'
import * as inputs from './inputs.ts'
import * as outputs from './outputs.ts'

export const backup = useCase({
  name: 'backup',
  summary: 'Writes the whole home into one file, as of one moment, while it goes on working.',
  writes: 'home',
  spans: 'home',
  input: z.strictObject({
    out: inputs.path,
    keys: z
      .boolean()
      .default(true)
      .describe('with the secret keys; a backup without them needs them to be restored'),
  }),
  output: writtenBackup.extend({ swarmsLeftOut: outputs.texts }),
  async run(node, { out, keys }, options) {
    const spaces = node.swarms?.isAny() === true ? await node.swarms.spaces() : undefined
    const closing: (() => Promise<void>)[] = []
    try {
      const saved: BackedUpSpace[] = []
      for (const space of spaces?.list() ?? [])
        saved.push({ name: space.name, node: space.node, sealed: await sealedOf(space, closing) })
      const written = await writeBackup(node, out, { keys, spaces: saved }, options)
      return { ...written, swarmsLeftOut: spaces?.broken().map(({ folder }) => folder) ?? [] }
    } finally {
      await endAll(closing)
    }
  },
})

/** What a seed holds: it is all that a seed has. Opened here while no daemon has it open. */
async function sealedOf(
  { team, live, node }: Space,
  closing: (() => Promise<void>)[],
): Promise<(InFolder & Stored & Locks) | undefined> {
  if (team.me()?.role !== 'seed') return undefined
  const open = live?.mirrors()
  if (open !== undefined) return open
  const { openMirrorStore } = await import('../../swarms/mirrors/mirror-host.ts')
  const opened = await openMirrorStore(openLife, node, await openHome(node.home))
  closing.push(() => endAll(opened.closing))
  return opened.node
}
