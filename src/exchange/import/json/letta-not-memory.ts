/** What an agent file of Letta holds that is no memory. */
import { otherVectors, type NotMemory } from '../not-memory.ts'

const setup = 'how an agent is set up, not what it remembers'
const code = 'tools and their source code'

/** Of one agent, in a list of agents or alone. */
export const agentNotMemory: NotMemory = {
  system: 'the prompt of an agent',
  base_instructions: 'the prompt of an agent',
  agent_type: setup,
  llm_config: setup,
  embedding_config: setup,
  model: setup,
  model_settings: setup,
  embedding: setup,
  response_format: setup,
  compaction_settings: setup,
  tool_rules: setup,
  timezone: setup,
  version: setup,
  memory_variables: setup,
  message_buffer_autoclear: setup,
  initial_message_sequence: setup,
  tool_exec_environment_variables: 'secrets and settings of tools',
  secrets: 'secrets of tools',
  multi_agent_group: setup,
  tools: code,
  id: 'an id within the file',
  block_ids: 'ids within the file',
  core_memory_block_ids: 'ids within the file',
  tool_ids: 'ids within the file',
  source_ids: 'ids within the file',
  folder_ids: 'ids within the file',
  group_ids: 'ids within the file',
  identity_ids: 'ids within the file',
  message_ids: 'ids within the file',
  in_context_message_ids: 'ids within the file',
  files_agents: 'views of files, whose text stands in `files`',
  project: 'ids at Letta',
  project_id: 'ids at Letta',
  template: 'ids at Letta',
  template_id: 'ids at Letta',
  base_template_id: 'ids at Letta',
  from_template: 'ids at Letta',
}

const fileNotMemory: NotMemory = {
  tools: code,
  mcp_servers: 'servers of tools',
  groups: 'which agents work together',
  skills: code,
  metadata: 'how the file was exported',
  created_at: 'when the file was exported',
  '**.embedding_config': setup,
}

/** Of a file: what stands beside the agents, and each agent's own. An older file is one agent. */
export const lettaNotMemory: NotMemory = {
  ...otherVectors,
  ...fileNotMemory,
  ...agentNotMemory,
  ...Object.fromEntries(Object.entries(agentNotMemory).map(([name, why]) => [`agents[].${name}`, why])),
}
