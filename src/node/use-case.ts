import type { z } from 'zod'
import type { CallOptions } from '../home/call-options.ts'
import type { NodeContext } from './context.ts'

/** Public life, or a swarm: where a call is run. */
export interface Life {
  /** Name of the swarm; null for public life. */
  swarm: string | null
  node: NodeContext
  /** The cubes of it that were asked for; undefined for all. */
  cubes: string[] | undefined
}

/**
 * What a call changes. Files that it makes outside of the home, such as an export, do not count.
 * - `cube`: it signs for a cube (a commit, a head, a roster, a word on a proposal). In a swarm that takes the role of a writer.
 * - `home`: what this home alone keeps: wishes, trust, what is held, its own log.
 * - `swarm`: who is in a swarm. The membership log says who may.
 * - `nothing`: it only reads.
 */
export type Writes = 'cube' | 'home' | 'swarm' | 'nothing'

/** One thing a person, an agent or a page can ask of a node. Interfaces translate requests into calls of these. */
export interface UseCase {
  name: string
  /** One sentence for people and for API documentation. */
  summary: string
  /** A call that also reads says by its input which of the two it is. */
  writes: Writes | ((input: never) => Writes)
  /** Its answer names a cube that may be new here. */
  names?: true
  /** It brings a cube into a state that it may be in already: the answer says when nothing changed. */
  sets?: true
  input: z.ZodType
  run(node: NodeContext, input: never, options: CallOptions): Promise<unknown>
  /** One answer out of several lives, where that is more than their answers put together. */
  across?(lives: readonly Life[], input: never, options: CallOptions): Promise<unknown>
}

/** Ties the input schema and the function together, so that `run` gets what `input` describes. */
export function useCase<S extends z.ZodType, O>(definition: {
  name: string
  summary: string
  writes: Writes | ((input: z.infer<S>) => Writes)
  names?: true
  sets?: true
  input: S
  run(node: NodeContext, input: z.infer<S>, options: CallOptions): Promise<O>
  across?(lives: readonly Life[], input: z.infer<S>, options: CallOptions): Promise<O>
}): UseCase & { run(node: NodeContext, input: z.infer<S>, options: CallOptions): Promise<O> } {
  return definition
}

/** What a call with this input, which was checked, changes. */
export function writesOf({ writes }: Pick<UseCase, 'writes'>, input: unknown): Writes {
  return typeof writes === 'function' ? writes(input as never) : writes
}
