/** Several cubes are offered under one name. */
import { expect, test } from 'vitest'
import { chooseNamed, type Named } from '../../src/sharing/choose-named.ts'

const eve: Named = { cube: 'eve', author: 'stranger' }
const mallory: Named = { cube: 'mallory', author: 'blocked' }
const alice: Named = { cube: 'alice', author: 'known' }
const bob: Named = { cube: 'bob', author: 'known' }

test('a stranger or a blocked author cannot get in the way of who is followed or trusted', () => {
  expect(chooseNamed([eve, mallory, alice, eve])).toEqual(['alice'])
})

test('two known authors, or two strangers, are both named, each once', () => {
  expect(chooseNamed([alice, eve, bob, alice])).toEqual(['alice', 'bob'])
  expect(chooseNamed([eve, { cube: 'other', author: 'stranger' }, eve])).toEqual(['eve', 'other'])
})

test('a blocked author cannot get in the way of a stranger, and is named where nobody else is', () => {
  expect(chooseNamed([mallory, eve])).toEqual(['eve'])
  expect(chooseNamed([mallory])).toEqual(['mallory'])
  expect(chooseNamed([])).toEqual([])
})
