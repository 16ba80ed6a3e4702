import { expect, test } from 'vitest'
import { graphOf } from '../../src/interfaces/cli/graph.ts'

const draw = (...commits: [commit: string, ...parents: string[]][]): string[] =>
  graphOf(commits.map(([commit, ...parents]) => ({ commit, parents }))).map(({ lanes, commit }) =>
    commit === undefined ? lanes : `${lanes} ${commit}`,
  )

test('a line of commits is a line', () => {
  expect(draw(['c', 'b'], ['b', 'a'], ['a'])).toEqual(['* c', '* b', '* a'])
})

test('a merge parts and joins', () => {
  expect(draw(['m', 'b', 'c'], ['c', 'a'], ['b', 'a'], ['a'])).toEqual([
    '* m',
    '|\\',
    '| * c',
    '* | b',
    '|/',
    '* a',
  ])
})

test('two merges of the same two lines cross', () => {
  const rows = draw(['m', 'l', 'r'], ['l', 'b', 'a'], ['r', 'a', 'b'], ['b', 's'], ['a', 's'], ['s'])
  expect(rows.filter((row) => row.includes('*')).map((row) => row.at(-1))).toEqual([
    'm',
    'l',
    'r',
    'b',
    'a',
    's',
  ])
  expect(rows.every((row) => /^[*|/\\ ]+( [a-z])?$/.test(row))).toBe(true)
})

test('a parent that is not shown ends its lane', () => {
  expect(draw(['b', 'a', 'x'], ['a', 'y'])).toEqual(['* b', '* a'])
})
