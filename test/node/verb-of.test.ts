// An error of a call points to the help of a verb: there has to be such a verb.
import { expect, test } from 'vitest'
import { verbLoaders } from '../../src/interfaces/cli/verbs/index.ts'
import { useCases } from '../../src/node/use-cases/index.ts'
import { verbOf } from '../../src/node/verb-of.ts'

test('each call is made by a verb that has help', () => {
  const verbs = [...useCases.keys()].map(verbOf)
  expect(verbs.filter((verb) => !Object.hasOwn(verbLoaders, verb))).toEqual([])
  expect(verbOf('swarm-kubo-on')).toBe('swarm')
  expect(verbOf('sync-log')).toBe('sync-log')
})
