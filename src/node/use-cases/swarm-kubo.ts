/** Kubo nodes of a team that may fetch what a swarm shares, in a private IPFS network. */
import { z } from 'zod'
import { type KuboState, kuboState, type Space } from '../../swarms/index.ts'
import { useCase } from '../use-case.ts'
import * as inputs from './inputs.ts'
import * as outputs from './outputs.ts'
import { spaceOf, swarm } from './swarm-named.ts'

const shown = ({ id, name }: Space, state: KuboState): KuboState & { swarm: string; name: string } => ({
  swarm: id,
  name,
  ...state,
})

const kuboGate = outputs.swarm.extend(kuboState.shape)

export const swarmKubo = useCase({
  name: 'swarm-kubo',
  summary: 'Which Kubo nodes may fetch what a swarm shares, where, and which are connected.',
  writes: 'nothing',
  spans: 'home',
  input: z.strictObject({ swarm }),
  output: kuboGate,
  async run(node, request) {
    const space = await spaceOf(node, request.swarm)
    return shown(space, await space.kubo.state())
  },
})

export const swarmKuboOn = useCase({
  name: 'swarm-kubo-on',
  summary: 'Lets Kubo nodes that are named fetch what a swarm shares, under a swarm.key.',
  writes: 'home',
  spans: 'home',
  input: z.strictObject({
    swarm,
    keyFile: inputs.path
      .optional()
      .describe('an absolute path of a swarm.key; the one that is here, or a new one, when not given'),
    peers: z
      .array(z.string().min(1).max(256))
      .max(32)
      .describe('peer ids of the Kubo nodes, as `ipfs id` prints them'),
    listen: z
      .string()
      .min(1)
      .max(256)
      .optional()
      .describe('a port, or a multiaddr of tcp; as before, or any port, when not given'),
  }),
  output: kuboGate,
  async run(node, { swarm: text, ...wish }) {
    const space = await spaceOf(node, text)
    return shown(space, await space.kubo.on(wish))
  },
})

export const swarmKuboOff = useCase({
  name: 'swarm-kubo-off',
  summary: 'Lets no Kubo node fetch from a swarm any more, and deletes the key.',
  writes: 'home',
  spans: 'home',
  input: z.strictObject({ swarm }),
  output: kuboGate,
  async run(node, request) {
    const space = await spaceOf(node, request.swarm)
    return shown(space, await space.kubo.off())
  },
})
