export type { AnsweredWrite, AnsweredWrites } from './answered.ts'
export { checkInput } from './call.ts'
export { openNode, type MemCubeNode, type NodeConfig } from './create-node.ts'
export {
  initHome,
  type HomeSummary,
  componentLog,
  type Logger,
  type CallOptions,
  type Progress,
} from '../home/index.ts'
export {
  callSchemas,
  useCases,
  type AgentCallName,
  type AnswerOf,
  type CallName,
  type CallSchema,
} from './use-cases/index.ts'
export type { ShownEvent } from '../cubes/index.ts'
export type { PublishedCommit, PublishedCube, PublishedMemory, PublishedView } from '../sharing/index.ts'
export type { UseCase } from './use-case.ts'
export { changedGrants, grantNames, loadGrants, setGrants, type AgentGrants, type Grant } from './grants.ts'
export { createAgentNode, type AgentNode } from './agents/agent-node.ts'
export { GrantError } from './agents/grant-error.ts'
export { sayUnfit } from './say-unfit.ts'
export { createMark, fenceNote, marked, loadTokenCounter } from '../finding/packing/index.ts'
