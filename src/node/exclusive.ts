/** Runs tasks of the same name one after another; tasks of different names side by side. */
export interface Exclusive {
  <T>(name: string, task: () => Promise<T>): Promise<T>
  /** Whether a task of that name runs or waits. */
  isBusy(name: string): boolean
  /** Resolves when all tasks that were given before this call have ended; it does not wait for later ones. */
  settled(): Promise<void>
}

export function createExclusive(): Exclusive {
  const last = new Map<string, Promise<unknown>>()
  const run = <T>(name: string, task: () => Promise<T>): Promise<T> => {
    const before = last.get(name) ?? Promise.resolve()
    const result = before.then(task, task)
    const settled = result.then(
      () => undefined,
      () => undefined,
    )
    last.set(name, settled)
    void settled.then(() => {
      if (last.get(name) === settled) last.delete(name)
    })
    return result
  }
  return Object.assign(run, {
    isBusy: (name: string) => last.has(name),
    async settled() {
      await Promise.all(last.values())
    },
  })
}
