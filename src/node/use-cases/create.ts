import { z } from 'zod'
import { normaliseTopic } from '../../core/cube/index.ts'
import { createCube, checkName } from '../../cubes/index.ts'
import { NodeError } from '../../home/index.ts'
import { judged } from '../agents/needed-grants.ts'
import { useCase } from '../use-case.ts'
import * as inputs from './inputs.ts'
import * as outputs from './outputs.ts'

export const create = useCase({
  name: 'create',
  summary: 'Makes a cube that this home signs.',
  writes: 'cube',
  spans: 'one',
  grants: judged({
    fields: ['name', 'topics', 'licence', 'about'],
    // A cube of a swarm is given to all members as soon as it is made.
    needs: ({ swarm }) => (swarm === undefined ? [] : ['publish']),
    does: 'gives a cube to the members of a swarm',
  }),
  names: true,
  input: z.strictObject({
    name: inputs.newName,
    topics: z.array(inputs.topic).max(32).default([]),
    licence: z.string().max(256).optional(),
    about: z.string().max(4096).optional(),
  }),
  output: z.object({ cube: outputs.text, name: outputs.text, commit: outputs.text, ...outputs.noticed }),
  async run(node, { name: wanted, topics, licence, about }) {
    const name = checkName(wanted)
    return node.exclusive({ kind: 'create' }, async () => {
      if ((await node.cubes.list()).some((record) => record.name === name)) {
        throw new NodeError('ERR_CONFLICT', `a cube named "${name}" is already in this home`, {
          hint: 'choose another name, or add to that one',
        })
      }
      const info = {
        topics: [...new Set(topics.map(normaliseTopic))].sort(),
        ...(licence !== undefined && { licence }),
        ...(about !== undefined && { about }),
      }
      const record = await createCube(node, { name, info })
      return { cube: record.cube, name: record.name, commit: record.commit.toString() }
    })
  },
})
