import { z } from 'zod'
import { useCase } from '../use-case.ts'
import * as inputs from './inputs.ts'
import { requireNetwork } from '../../sharing/require-network.ts'

export const pull = useCase({
  name: 'pull',
  summary: 'Fetches a cube of others, verifies it, and makes it recallable.',
  writes: 'home',
  names: true,
  input: z.strictObject({
    cube: inputs.cube,
    from: inputs.address.optional(),
    depth: z.number().int().min(1).max(1_000_000).optional(),
  }),
  run: (node, { cube, from, depth }, options) => requireNetwork(node).pull(cube, { ...options, from, depth }),
})
