import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { NODE_FLAGS } from './test/helpers/node-flags.ts'

/** Folders under test/ with a run of their own: they need other languages, a registry, or network namespaces. */
const OWN_RUN = ['interop', 'packaging', 'swarm', 'team', 'page']

const project = (name: string, include: string[], exclude: string[] = []) => ({
  test: {
    name,
    include,
    exclude,
    setupFiles: ['./test/helpers/check-answers.ts'],
    pool: 'forks' as const,
    execArgv: [...NODE_FLAGS],
    // Tests start hundreds of processes of the same program: each would strip its types and compile it anew.
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, '.cache', 'compile') },
    testTimeout: name === 'main' ? 30_000 : 180_000,
    hookTimeout: name === 'main' ? 30_000 : 600_000,
    // A failing property prints its counterexample; the default cuts it off.
    chaiConfig: { truncateThreshold: 400 },
  },
})

export default defineConfig({
  test: {
    // Two cores: more workers only wait for each other.
    maxWorkers: 2,
    reporters: ['default', './scripts/test/closing-line.ts'],
    projects: [
      project(
        'main',
        ['test/**/*.test.ts'],
        [
          ...OWN_RUN.map((name) => `test/${name}/**`),
          'test/crash/crash-loop.test.ts',
          'test/crash/power-loss.test.ts',
        ],
      ),
      ...OWN_RUN.map((name) => project(name, [`test/${name}/**/*.test.ts`])),
      // The crash loop and the power loss take minutes; the others are also part of main.
      project('crash', ['test/crash/**/*.test.ts', 'test/**/kill*.test.ts']),
    ],
  },
})
