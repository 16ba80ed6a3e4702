/** Work that nobody waits for; what goes wrong in it is logged. */
import type { Logs } from '../home/index.ts'

export function background(node: Logs, work: Promise<unknown>): void {
  void logged(node, work)
}

/** For work that is kicked: it must not reject. */
export async function logged(node: Logs, work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) =>
    node.log.warn({ error }, 'work in the background failed; it is tried again'),
  )
}
