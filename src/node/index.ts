export type { AnsweredWrite, AnsweredWrites } from './answered.ts'
export { checkInput } from './call.ts'
export { openNode, type MemCubeNode, type NodeConfig } from './create-node.ts'
export { initHome, type HomeSummary } from '../home/home.ts'
export {
  callSchemas,
  useCases,
  type AgentCallName,
  type AnswerOf,
  type CallName,
  type CallSchema,
} from './use-cases/index.ts'
export { componentLog } from '../home/component-log.ts'
export type { Logger } from '../home/logger.ts'
export type { NodeEvents } from '../cubes/node-events.ts'
export type { CallOptions, Progress } from '../home/call-options.ts'
export type { UseCase } from './use-case.ts'
export type { Tier } from '../cubes/tier.ts'
export { watchEvents } from '../cubes/shown-events.ts'
export type { ShownEvent } from '../cubes/node-events.ts'
export { changedGrants, grantNames, loadGrants, setGrants, type AgentGrants, type Grant } from './grants.ts'
export { createAgentNode, type AgentNode } from './agents/agent-node.ts'
export { GrantError } from './agents/grant-error.ts'
export { createMark, fenceNote, marked } from '../finding/packing/fence.ts'
export { loadTokenCounter } from '../finding/packing/count-tokens.ts'
