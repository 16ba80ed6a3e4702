import { NodeError } from '../../home/index.ts'
import { rotateKey, rotatedKey } from '../../cubes/rotation/index.ts'
import { useCase } from '../use-case.ts'
import * as inputs from './inputs.ts'

export const rotateKeyCase = useCase({
  name: 'rotate-key',
  summary: 'Makes a new author key, proven by the old one, and signs every cube of this home with it.',
  writes: 'cube',
  spans: 'one',
  input: inputs.nothing,
  output: rotatedKey,
  async run(node) {
    const { team } = node
    if (team === undefined) {
      const rotated = await rotateKey(node)
      node.network?.wishesChanged()
      return rotated
    }
    throw new NodeError(
      'ERR_DENIED',
      `the key of a member of ${team.name} is not changed: it is who they are there`,
      {
        hint: `whose key others may know is removed (\`memcube swarm remove ${team.name} ${node.author.did}\`, by another admin) or leaves (\`memcube swarm leave ${team.name}\`), and comes back with a new invitation and new keys`,
      },
    )
  },
})
