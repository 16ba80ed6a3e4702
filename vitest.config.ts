import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { builtProgram } from './scripts/test/program.ts'
import { NODE_FLAGS } from './test/helpers/node-flags.ts'

/** Folders under test/ with a run of their own: they need other languages, a registry, or network namespaces. */
const OWN_RUN = ['agents', 'interop', 'packaging', 'swarm', 'team', 'page', 'nat']

/** What `npm test` leaves to other runs. The crash loop and the power loss take minutes. */
const OTHER_RUN = [
  ...OWN_RUN.map((name) => `test/${name}/**`),
  'test/crash/crash-loop.test.ts',
  'test/crash/power-loss.test.ts',
]

/**
 * Files that have a process of their own: those that put something in the place of modules, for what is loaded already would
 * not have it, and those that measure the memory of a child, which counts from what its parent has.
 */
const ALONE = globSync('test/**/*.test.ts', { cwd: import.meta.dirname }).filter((path) =>
  /\bvi\.mock\(|\bregisterHooks\(|\bmaxRss/.test(readFileSync(join(import.meta.dirname, path), 'utf8')),
)

const program = await builtProgram()

const isQuick = (name: string): boolean => name === 'main' || name === 'alone'

/** The examples import what is published. */
const alias = { 'memcube/client': join(import.meta.dirname, 'src/interfaces/client/index.ts') }

const project = (name: string, include: string[], exclude: string[] = []) => ({
  resolve: { alias },
  test: {
    name,
    include,
    exclude,
    setupFiles: [
      './test/helpers/check-answers.ts',
      ...(name === 'main' ? ['./test/helpers/leave-nothing.ts'] : []),
    ],
    pool: 'forks' as const,
    // Two processes for all files of main: a process for each and its imports took as long as a third of the tests.
    isolate: name !== 'main',
    execArgv: [...NODE_FLAGS],
    // Tests start hundreds of processes of the same program: each would find, strip and compile 700 files anew.
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, '.cache', 'compile'), MEMCUBE_PROGRAM: program },
    // What ends a test that hangs, and no measure of one: on a machine with thirty times as much to do as it can, honest ones took 50 s.
    testTimeout: 180_000,
    hookTimeout: isQuick(name) ? 180_000 : 600_000,
    // A failing property prints its counterexample; the default cuts it off.
    chaiConfig: { truncateThreshold: 400 },
  },
})

export default defineConfig({
  test: {
    // For two cores. `npm test` takes three: its tests wait for processes and clocks, and 397 s were 522 with two.
    maxWorkers: 2,
    reporters: ['default', './scripts/test/closing-line.ts'],
    projects: [
      project('main', ['test/**/*.test.ts'], [...OTHER_RUN, ...ALONE]),
      project('alone', ALONE, OTHER_RUN),
      ...OWN_RUN.map((name) => project(name, [`test/${name}/**/*.test.ts`])),
      project('crash', ['test/crash/**/*.test.ts', 'test/**/kill*.test.ts']),
    ],
  },
})
