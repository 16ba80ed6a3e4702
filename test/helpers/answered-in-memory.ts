import type { AnsweredWrite, AnsweredWrites } from '../../src/node/index.ts'

/** What was answered, for an API in front of no store. */
export function answeredInMemory(): AnsweredWrites {
  const kept = new Map<string, AnsweredWrite>()
  return {
    get: async (name) => kept.get(name),
    keep: async (name, write) => void kept.set(name, { ...write, time: 0 }),
  }
}
