import { defineConfig } from 'vitest/config'

/** Folders under test/ with a run of their own, because they need more than this machine's Node or take minutes. */
const OWN_RUN = ['interop', 'packaging', 'crash']

const base = {
  pool: 'forks' as const,
  testTimeout: 30_000,
  hookTimeout: 30_000,
  // A failing property prints its counterexample; the default cuts it off.
  chaiConfig: { truncateThreshold: 400 },
}

export default defineConfig({
  test: {
    // Two cores: more workers only wait for each other.
    maxWorkers: 2,
    reporters: ['default', './scripts/test/closing-line.ts'],
    projects: [
      {
        test: {
          ...base,
          name: 'main',
          include: ['test/**/*.test.ts'],
          exclude: OWN_RUN.map((name) => `test/${name}/**`),
        },
      },
      ...OWN_RUN.map((name) => ({
        test: {
          ...base,
          name,
          include: [`test/${name}/**/*.test.ts`],
          testTimeout: 180_000,
          hookTimeout: 600_000,
        },
      })),
    ],
  },
})
