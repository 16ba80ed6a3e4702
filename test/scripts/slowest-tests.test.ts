import { expect, test } from 'vitest'
import { slowestTests, type TimedModule } from '../../scripts/test/slowest-tests.ts'

const moduleOf = (name: string, ...durations: number[]): TimedModule => ({
  relativeModuleId: name,
  diagnostic: () => ({
    duration: durations.reduce((sum, ms) => sum + ms, 0),
    collectDuration: 500,
    prepareDuration: 0,
    environmentSetupDuration: 0,
  }),
  children: {
    allTests: () =>
      durations.map((duration, n) => ({ fullName: `test ${n}`, diagnostic: () => ({ duration }) })),
  },
})

test('the slowest ten tests and files are named, the slowest first', () => {
  const modules = [
    moduleOf('a.test.ts', 100, 2_000),
    moduleOf('b.test.ts', ...Array.from({ length: 10 }, (_, n) => 200 + n)),
  ]
  const lines = slowestTests(modules)
  expect(lines.slice(0, 3)).toEqual([
    'slowest tests:',
    '    2.0 s  a.test.ts > test 1',
    '    0.2 s  b.test.ts > test 9',
  ])
  expect(lines.slice(11)).toEqual(['slowest files:', '    2.6 s  a.test.ts', '    2.5 s  b.test.ts'])
})
