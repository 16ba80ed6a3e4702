import { z } from 'zod'
import { parseCid } from '../../core/codec/index.ts'
import { formatLink } from '../../core/cube/index.ts'
import { anySignal } from '../../core/signals/index.ts'
import { branchNamed, fields, publishedBranches, readersOf } from '../../cubes/index.ts'
import { invalidInput } from '../../home/index.ts'
import { farthestFirst } from '../../network/index.ts'
import { reads } from '../agents/needed-grants.ts'
import { useCase } from '../use-case.ts'
import * as inputs from './inputs.ts'

/** A node that has just started behind a router has a place at a relay within seconds. */
const ADDRESS_WAIT_MS = 10_000

export const link = useCase({
  name: 'link',
  summary: 'One line of at most 200 characters that others can pull or follow a cube by.',
  writes: 'nothing',
  spans: 'one',
  placedBy: 'cube',
  grants: reads(['cube', 'bare', 'branch']),
  input: z.strictObject({
    cube: inputs.cube,
    bare: z.boolean().optional().describe('the cube id alone, without places of this node'),
    branch: inputs.branch.optional().describe('a branch that the link leads to, beside main'),
  }),
  output: z.object({
    link: fields.text,
    cube: fields.text,
    name: fields.text,
    places: fields.count.describe('of this node in the link; 0 where it says the cube id alone'),
    online: z.boolean().describe('whether this node is on the network now'),
    visibility: z.enum(['private', 'public', 'swarm']).describe('who gets anything by it'),
    branch: fields.text.optional(),
    published: z.boolean().optional().describe('with a branch: whether others get it'),
  }),
  async run(node, { cube: text, bare = false, branch: wanted }, { signal }) {
    const record = await node.cubes.resolve(text)
    const branch = wanted === undefined ? undefined : branchNamed(record, wanted).name
    const { cube, name } = record
    const network = node.network
    if (!bare) await network?.host.located(anySignal([signal, AbortSignal.timeout(ADDRESS_WAIT_MS)]))
    signal.throwIfAborted()
    const addresses = bare ? [] : farthestFirst(network?.addresses() ?? [])
    const made = formatLink(parseCid(cube), addresses)
    const places = made.split('at=').length - 1
    const online = network !== undefined
    const answer = { cube, name, places, online, visibility: readersOf(node, record).visibility }
    if (branch === undefined) return { ...answer, link: made }
    if (branch.includes('#'))
      throw invalidInput(
        `a link cannot lead to the branch "${branch}": a # ends it`,
        'tell its name beside the link',
      )
    const published = (await publishedBranches(node, record)).has(branch)
    return { ...answer, link: `${made}#${branch}`, branch, published }
  },
})
