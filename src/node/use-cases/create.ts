import { z } from 'zod'
import { normaliseTopic } from '../../core/cube/index.ts'
import { createCube } from '../../cubes/create-cube.ts'
import { checkName } from '../../cubes/cube-shelf.ts'
import { NodeError } from '../../home/errors.ts'
import { useCase } from '../use-case.ts'

export const create = useCase({
  name: 'create',
  summary: 'Makes a cube that this home signs.',
  writes: 'cube',
  names: true,
  input: z.strictObject({
    name: z.string(),
    topics: z.array(z.string()).max(32).default([]),
    licence: z.string().max(256).optional(),
    about: z.string().max(4096).optional(),
  }),
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
