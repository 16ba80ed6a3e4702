/** What MemOS says of a statement that it knows nothing more of; our own export writes it beside each memory. */
export const memosDefaults: Readonly<Record<string, unknown>> = {
  type: 'fact',
  memory_type: 'LongTermMemory',
  status: 'activated',
}
