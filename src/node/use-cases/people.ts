/** The authors that a home knows, by the names that people gave them. */
import { z } from 'zod'
import { formatDid } from '../../core/identity/index.ts'
import { tierOf, type CubeRecord } from '../../cubes/index.ts'
import type { Life } from '../../swarms/index.ts'
import { useCase, rowsOf } from '../use-case.ts'
import * as inputs from './inputs.ts'
import * as outputs from './outputs.ts'

const person = z.object({
  ...outputs.author,
  name: outputs.maybe.describe(
    'what they are called here: the nickname, else in a swarm the name that they joined with',
  ),
  nickname: outputs.maybe,
  you: z.boolean(),
  tier: outputs.tier,
  followed: z.boolean(),
  blocked: z.boolean(),
  role: outputs.maybe.describe('in a swarm'),
  removed: z
    .boolean()
    .optional()
    .describe(
      'was in the swarm: what they wrote before stays as far trusted as the tier says, and nothing new comes',
    ),
  cubes: outputs.count.describe('of this author that are held here'),
  ...outputs.ofSwarm,
})
type Person = outputs.Unnamed<z.infer<typeof person>>

export const people = useCase({
  name: 'people',
  summary: 'The authors that this home knows: what they are called here, and how far they are trusted.',
  writes: 'nothing',
  spans: 'all',
  input: inputs.nothing,
  output: z.object({ people: z.array(person) }),
  run: async (node) => ({ people: await peopleOf(node) }),
  join: (answers) => ({ people: rowsOf(answers, ({ people: rows }) => rows) }),
})

/** Who ever came into the swarm, with the name of then. */
function joinedIn({ team }: Life): Map<string, string> {
  if (team === undefined) return new Map()
  const joins = team
    .roster()
    .counting.flatMap(({ event: { change } }) => (change.kind === 'add' ? [change.join] : []))
  return new Map([team.charter.founder, ...joins].map(({ key, name }) => [formatDid(key), name]))
}

async function peopleOf(node: Life): Promise<Person[]> {
  const decided = new Map((await node.authors.list()).map((author) => [author.did, author]))
  const members = new Map(
    node.team?.roster().members.map(({ key, name, role }) => [formatDid(key), { name, role }]),
  )
  const joined = joinedIn(node)
  const written = Map.groupBy(await node.cubes.list(), ({ author }) => author)
  const you = node.author.did
  const dids = new Set([you, ...members.keys(), ...decided.keys(), ...written.keys()])
  return Array.from(dids, (author) => {
    const known = decided.get(author) ?? { did: author, followed: false, blocked: false }
    const member = members.get(author)
    const cubes: readonly CubeRecord[] = written.get(author) ?? []
    const [first = { own: false, followed: false, signs: undefined }] = cubes
    return {
      author,
      name: known.nickname ?? member?.name ?? joined.get(author) ?? null,
      nickname: known.nickname ?? null,
      you: author === you,
      tier: author === you ? ('own' as const) : tierOf(first, known),
      followed: known.followed,
      blocked: known.blocked,
      role: member?.role ?? null,
      ...(member === undefined && joined.has(author) && { removed: true }),
      cubes: cubes.length,
    }
  })
}
