/** Published cubes that IPFS nodes of their owner keep and give to others. */
import { z } from 'zod'
import { addPin, parsePlace, removePin, showPins, shownPin } from '../../care/pins/index.ts'
import { useCase } from '../use-case.ts'
import * as inputs from './inputs.ts'
import { judgedBy } from './judged-by.ts'

const named = z.strictObject({
  cube: inputs.cube,
  at: z
    .string()
    .min(1)
    .max(512)
    .superRefine(judgedBy(parsePlace))
    .describe('kubo:http://127.0.0.1:5001, the RPC of a Kubo'),
})
const pinsAnswer = z.object({ pins: z.array(shownPin) })

export const pinsAdd = useCase({
  name: 'pins-add',
  summary:
    'Sends a published cube to a Kubo and pins it there with all that it links to; said again, the newest state takes the place of the one before.',
  writes: 'home',
  spans: 'home',
  input: named,
  output: pinsAnswer.extend({ changed: z.boolean() }),
  async run(node, input, options) {
    const { changed } = await addPin(node, input, options)
    return { pins: await showPins(node), changed }
  },
})

export const pinsRemove = useCase({
  name: 'pins-remove',
  summary: 'Takes the pin of a cube at a Kubo back; that Kubo deletes the blocks when it collects.',
  writes: 'home',
  spans: 'home',
  input: named,
  output: pinsAnswer,
  async run(node, input, { signal }) {
    await removePin(node, input, { signal })
    return { pins: await showPins(node) }
  },
})

export const pinsList = useCase({
  name: 'pins-list',
  summary: 'Which cubes are pinned where, and which of them are behind what is published.',
  writes: 'nothing',
  spans: 'home',
  input: inputs.nothing,
  output: pinsAnswer,
  run: async (node) => ({ pins: await showPins(node) }),
})
