/** Runs tasks of the same name one after another; tasks of different names side by side. */
export function createExclusive(): <T>(name: string, task: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>()
  return (name, task) => {
    const before = last.get(name) ?? Promise.resolve()
    const run = before.then(task, task)
    const settled = run.then(
      () => undefined,
      () => undefined,
    )
    last.set(name, settled)
    void settled.then(() => {
      if (last.get(name) === settled) last.delete(name)
    })
    return run
  }
}
