import type { z } from 'zod'
import type { NodeContext } from './context.ts'

/** How far a long call has come; shown as a progress bar on a terminal. */
export interface Progress {
  phase: string
  done: number
  total?: number
  unit?: string
}

export interface CallOptions {
  signal: AbortSignal
  progress(progress: Progress): void
}

/** Public life, or a swarm: where a call is run. */
export interface Life {
  /** Name of the swarm; null for public life. */
  swarm: string | null
  node: NodeContext
  /** The cubes of it that were asked for; undefined for all. */
  cubes: string[] | undefined
}

/** One thing a person, an agent or a page can ask of a node. Interfaces translate requests into calls of these. */
export interface UseCase {
  name: string
  /** One sentence for people and for API documentation. */
  summary: string
  input: z.ZodType
  run(node: NodeContext, input: never, options: CallOptions): Promise<unknown>
  /** One answer out of several lives, where that is more than their answers put together. */
  across?(lives: readonly Life[], input: never, options: CallOptions): Promise<unknown>
}

/** Ties the input schema and the function together, so that `run` gets what `input` describes. */
export function useCase<S extends z.ZodType, O>(definition: {
  name: string
  summary: string
  input: S
  run(node: NodeContext, input: z.infer<S>, options: CallOptions): Promise<O>
  across?(lives: readonly Life[], input: z.infer<S>, options: CallOptions): Promise<O>
}): UseCase & { run(node: NodeContext, input: z.infer<S>, options: CallOptions): Promise<O> } {
  return definition
}
