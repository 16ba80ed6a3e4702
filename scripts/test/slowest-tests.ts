/** The slowest tests of a run, and the slowest files with what it took to load them: where the time of the gate goes. */

/** The part of vitest's modules that is read. Durations are in milliseconds. */
export interface TimedModule {
  relativeModuleId: string
  diagnostic(): {
    duration: number
    collectDuration: number
    prepareDuration: number
    environmentSetupDuration: number
  }
  children: { allTests(): Iterable<{ fullName: string; diagnostic(): { duration: number } | undefined }> }
}

const shown = 10

/** @returns lines: the slowest tests, then the slowest files, each the slowest first */
export function slowestTests(modules: readonly TimedModule[]): string[] {
  const tests = modules.flatMap(({ relativeModuleId, children }) =>
    [...children.allTests()].map((test) => ({
      ms: test.diagnostic()?.duration ?? 0,
      name: `${relativeModuleId} > ${test.fullName}`,
    })),
  )
  const files = modules.map((module) => {
    const { duration, collectDuration, prepareDuration, environmentSetupDuration } = module.diagnostic()
    return {
      ms: duration + collectDuration + prepareDuration + environmentSetupDuration,
      name: module.relativeModuleId,
    }
  })
  return [...table('slowest tests', tests), ...table('slowest files', files)]
}

function table(title: string, rows: { ms: number; name: string }[]): string[] {
  const slowest = rows.toSorted((a, b) => b.ms - a.ms).slice(0, shown)
  return [`${title}:`, ...slowest.map(({ ms, name }) => `${(ms / 1000).toFixed(1).padStart(7)} s  ${name}`)]
}
