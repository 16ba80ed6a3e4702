/** What a daemon looks after without being asked: own heads are re-signed before they expire. */
import { parseHead } from '../core/cube/index.ts'
import type { NodeContext } from './context.ts'
import { headLifetimeMs, writeHead } from './cubes/write-commit.ts'

/** How often it looks. A head is re-signed at half of its seven days, so an hour more or less does not matter. Guess. */
const roundMs = 3_600_000

/** Starts the rounds; the first runs at once. @returns what stops them, waiting for one under way. */
export function startUpkeep(node: NodeContext): () => Promise<void> {
  let round = Promise.resolve()
  const run = (): void => {
    round = round
      .then(() => renewHeads(node))
      .catch((error: unknown) => node.log.warn({ error }, 'a head could not be renewed'))
  }
  run()
  const timer = setInterval(run, roundMs)
  timer.unref()
  return async () => {
    clearInterval(timer)
    await round
  }
}

async function renewHeads(node: NodeContext): Promise<void> {
  for (const { cube } of await node.cubes.list()) {
    await node.exclusive(cube, async () => {
      const record = await node.cubes.get(cube)
      if (record?.own !== true || record.expires - node.nowMs() > headLifetimeMs / 2) return
      await writeHead(node, record, parseHead(record.head).refs, node.nowMs(), [])
    })
  }
}
