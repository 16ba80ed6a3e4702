/** Where the blocks of the home are, and moving them to a store elsewhere or back. */
import { z } from 'zod'
import {
  changeConfig,
  homePaths,
  homeTarget,
  parseTarget,
  type ElsewhereReport,
} from '../../storage/index.ts'
import { loadSettings } from '../settings/change-settings.ts'
import { useCase } from '../use-case.ts'
import * as inputs from './inputs.ts'
import { judgedBy } from './judged-by.ts'
import * as outputs from './outputs.ts'

export const shownStore = z.object({
  target: outputs.text.describe('level for the disk of this home'),
  state: z.enum(['whole', 'moving there', 'moving back']).describe('whole: every block is at the target'),
  waiting: outputs.count.describe('blocks that are still on the old side'),
  toErase: outputs.count.describe('blocks that are deleted here and that the target may still have'),
  problem: outputs.maybe.describe('why the target could not be used when it was last asked'),
  tookMs: z.number().nullable().describe('how long its last answer took'),
})

export function shownStoreOf(report: ElsewhereReport | undefined): z.infer<typeof shownStore> {
  if (report === undefined)
    return { target: homeTarget, state: 'whole', waiting: 0, toErase: 0, problem: null, tookMs: null }
  const { target, direction, whole, waiting, toErase, problem, tookMs } = report
  const state = whole ? 'whole' : direction === 'out' ? 'moving there' : 'moving back'
  return { target, state, waiting, toErase, problem: problem ?? null, tookMs: tookMs ?? null }
}

export const store = useCase({
  name: 'store',
  summary: 'Where the blocks of the home are, and whether that place answers; it is asked.',
  writes: 'nothing',
  spans: 'home',
  input: inputs.nothing,
  output: shownStore.extend({ wanted: outputs.text.describe('what the setting says') }),
  async run(node) {
    const { store: wanted = homeTarget } = await loadSettings(node)
    return { ...shownStoreOf(await node.store.elsewhere({ ask: true })), wanted }
  },
})

export const storeMove = useCase({
  name: 'store-move',
  summary:
    'Moves the blocks of the home to a store elsewhere, or back; everybody reads and writes on meanwhile.',
  writes: 'home',
  spans: 'home',
  sets: true,
  input: z.strictObject({
    target: z
      .string()
      .min(1)
      .max(1024)
      .superRefine(judgedBy(parseTarget))
      .optional()
      .describe('level, s3://BUCKET/PREFIX?endpoint=URL or kubo:URL; what the setting says when not given'),
  }),
  output: z.object({
    target: outputs.text,
    moved: outputs.count,
    bytes: outputs.count,
    changed: z.boolean(),
  }),
  async run(node, request, { signal, progress }) {
    const target = request.target ?? (await loadSettings(node)).store ?? homeTarget
    parseTarget(target)
    const before = (await node.store.elsewhere())?.target ?? homeTarget
    const { moved, bytes } = await node.store.moveBlocks(target, { signal, progress })
    // The setting says what is so: whoever reads it later is not sent back.
    await changeConfig({ paths: homePaths(node.home) }, ({ store: _before, ...others }) => ({
      ...others,
      ...(target !== homeTarget && { store: target }),
    }))
    return { target, moved, bytes, changed: before !== target || moved > 0 }
  },
})
