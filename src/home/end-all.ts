/** Runs the steps in reverse order of their start, all of them. @throws what the first step that failed has thrown */
export async function endAll(closing: (() => Promise<void>)[]): Promise<void> {
  const failed: unknown[] = []
  for (let step = closing.pop(); step !== undefined; step = closing.pop())
    await step().catch((error: unknown) => failed.push(error))
  if (failed.length > 0) throw failed[0]
}
