import { expect, it } from 'vitest'
import { decideOffered } from '../../src/cubes/decide-offered.ts'
import { didOf, headOf, keyOf } from '../sharing/values.ts'

const heads = ['bob', 'carol', 'alice'].map((name) => headOf(name, 1, { main: name }))
const offered = (published: boolean, self: string): string[] =>
  decideOffered(heads, [keyOf('alice')], { published, self: didOf(self) }).map(({ author }) => author)

it('heads of the authors of the genesis are offered first', () => {
  expect(offered(true, 'eve')).toEqual(['alice', 'bob', 'carol'].map(didOf))
})

it('what this home signed is offered only when it is published, what others signed always', () => {
  expect(offered(true, 'bob')).toEqual(['alice', 'bob', 'carol'].map(didOf))
  expect(offered(false, 'bob')).toEqual(['alice', 'carol'].map(didOf))
  expect(offered(false, 'eve')).toEqual(['alice', 'bob', 'carol'].map(didOf))
})
