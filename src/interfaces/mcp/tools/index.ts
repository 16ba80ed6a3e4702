/** The tools there are. A new one is an entry in one of these files. */
import { useCases } from '../../../node/index.ts'
import type { Tool } from '../tool.ts'
import { historyTools } from './history.ts'
import { memoryTools } from './memories.ts'
import { shareTools } from './share.ts'
import { swarmTools } from './swarms.ts'

export const tools: readonly Tool[] = [...memoryTools, ...historyTools, ...shareTools, ...swarmTools].filter(
  ({ calls }) => calls.every((name) => useCases.has(name)),
)
