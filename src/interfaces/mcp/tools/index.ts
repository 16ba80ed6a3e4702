/** The tools there are. A new one is an entry in one of these files. */
import { useCases } from '../../../node/index.ts'
import type { Tool } from '../tool.ts'
import { contextTool } from './context.ts'
import { getTool } from './get.ts'
import { historyTools } from './history.ts'
import { listTool } from './list.ts'
import { memoryTools } from './memories.ts'
import { recallTool } from './recall.ts'
import { rememberTool } from './remember.ts'
import { shareTools } from './share.ts'
import { swarmTools } from './swarms.ts'

export const tools: readonly Tool[] = [
  rememberTool,
  recallTool,
  contextTool,
  getTool,
  listTool,
  ...memoryTools,
  ...historyTools,
  ...shareTools,
  ...swarmTools,
].filter(({ calls }) => calls.every((name) => useCases.has(name)))

/** How many tools a client is offered. `basic` is what an agent needs to remember, find and take back. */
export type ToolSet = 'basic' | 'full'

export function toolsIn(set: ToolSet): readonly Tool[] {
  return set === 'full' ? tools : tools.filter(({ basic }) => basic === true)
}
