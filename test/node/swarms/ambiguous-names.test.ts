// A name that could mean two cubes of different readers, in every call that names a cube: those of the one table of use cases.
import { expect, test } from 'vitest'
import { z } from 'zod'
import { useCases } from '../../../src/node/index.ts'
import { runRouted } from '../../../src/node/route.ts'
import type { UseCase } from '../../../src/node/use-case.ts'
import type { Life, Spaces } from '../../../src/swarms/life.ts'

const store = { records: () => ({ get: async () => undefined, async *list() {} }) }

/** A life that has a cube "notes". */
function life(more: object = {}): Life {
  const record = {
    name: 'notes',
    cube: 'an id',
    own: true,
    published: false,
    local: {},
    refs: {},
    branches: {},
  }
  const find = async (name: string): Promise<unknown> => (name === 'notes' ? record : undefined)
  return { cubes: { find, get: async () => undefined }, store, ...more } as unknown as Life
}

/** A home in which "notes" is private, and in a swarm too. */
function home(): Life {
  const team = { name: 'crew', me: () => ({ role: 'admin' }) }
  const crew = { id: 'crew', name: 'crew', team, node: life({ team }) }
  const find = (name: string): unknown => (name === 'crew' ? crew : undefined)
  const spaces = { list: () => [crew], find, resolve: find } as unknown as Spaces
  return life({ swarms: { isAny: () => true, spaces: async () => spaces } })
}

const placed = [...useCases.values()].flatMap((one) =>
  one.placedBy === undefined ? [] : [[one.name, { ...one, placedBy: one.placedBy }] as const],
)

test.each(placed)('%s is refused, and does nothing', async (_, useCase) => {
  const done: unknown[] = []
  const watched: UseCase = { ...useCase, run: async () => done.push('run') }
  // Several lives are asked together by some: they are told which cubes of each are meant.
  if (useCase.across !== undefined) watched.across = async () => done.push('across')
  const isList = unwrapped((useCase.input as z.ZodObject).shape[useCase.placedBy]) instanceof z.ZodArray
  const input = { [useCase.placedBy]: isList ? ['notes'] : 'notes' }
  const options = { signal: new AbortController().signal, progress: () => undefined }
  await expect(runRouted(home(), watched, input, options)).rejects.toMatchObject({ code: 'ERR_USAGE' })
  expect(done).toEqual([])
})

function unwrapped(schema: unknown): unknown {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodDefault
    ? unwrapped(schema.unwrap())
    : schema
}

/** Fields that hold a name of a cube without saying where a call is run, and why that is no name of two. */
const others = new Set([
  // Cubes of a swarm that are copied out of it: the swarm is named beside.
  'release.from',
])

test('every field that names a cube says where its call is run', () => {
  const names = /^(?:cube|cubes|target|upstream|from)$/
  const missing = [...useCases.values()].flatMap(({ name, input, placedBy, spans }) =>
    input instanceof z.ZodObject && spans !== 'home'
      ? Object.keys(input.shape as object)
          .filter((field) => names.test(field) && field !== placedBy)
          .map((field) => `${name}.${field}`)
      : [],
  )
  expect(missing.filter((one) => !others.has(one)).sort()).toEqual(['audit-verify.from', 'pull.from'])
})
