import type { z } from 'zod'
import type { Unnamed } from '../cubes/index.ts'
import type { CallOptions } from '../home/index.ts'
import type { NeededGrants } from './agents/needed-grants.ts'
import type { Life } from '../swarms/index.ts'

/** The home outside of swarms, or a swarm: where a call is run. */
export interface AskedLife {
  /** Name of the swarm; null outside of swarms. */
  swarm: string | null
  node: Life
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
type WriteScope = 'cube' | 'home' | 'swarm' | 'nothing'

/**
 * Which lives a call covers: those of a home are what it has outside of swarms, and each of its swarms.
 * - `home`: the home itself, or what it does with a swarm. Such a call is not made in a swarm.
 * - `one`: that of the cube which the call names, or the swarm; the home outside of swarms when it names neither.
 * - `all`: every one when the call names neither, in one answer: `join` makes it of theirs, `across` asks them together.
 * - `stores`: as `all`, and with them what a seed of a swarm holds sealed.
 */
type Spans = 'home' | 'one' | 'all' | 'stores'

/** What one life answered. */
export interface Answered<A> {
  /** Name of the swarm; null outside of swarms. */
  swarm: string | null
  answer: A
}

/** What a use case says of itself. */
interface Description {
  /** One sentence for people and for API documentation. */
  summary: string
  spans: Spans
  /** Its answer names a cube that may be new here. */
  names?: true
  /** It brings a cube into a state that it may be in already: the answer says when nothing changed. */
  sets?: true
}

/** One thing a person, an agent or a page can ask of a node. Interfaces translate requests into calls of these. */
export interface UseCase extends Description {
  name: string
  /** A call that also reads says by its input which of the two it is. */
  writes: WriteScope | ((input: never) => WriteScope)
  /** The field of the input that names a cube, or a list of them: the call goes where it is. */
  placedBy?: string
  /** Fields that may name another cube in the same place. */
  beside?: readonly string[]
  /** What agents may give it, and which grants that needs. Without it agents may not make the call. */
  grants?: NeededGrants | undefined
  input: z.ZodType
  /** What it answers, with all that is added on the way: a notice, the swarm of a row. */
  output: z.ZodType
  run(node: Life, input: never, options: CallOptions): Promise<unknown>
  /** One answer out of those of several lives, the first of which is asked first. */
  join?(answers: readonly Answered<never>[], input: never): unknown
  /** One answer out of several lives, where that is more than their answers put together. */
  across?(lives: readonly AskedLife[], input: never, options: CallOptions): Promise<unknown>
}

type FieldOf<S extends z.ZodType> = keyof z.infer<S> & string

/**
 * Ties the schemas and the functions together: `run` gets what `input` describes, and gives what `output` does, but for the
 * names of people, which `put-names.ts` adds.
 */
export function useCase<
  const N extends string,
  S extends z.ZodType,
  O extends z.ZodType,
  G extends NeededGrants | undefined = undefined,
>(
  definition: Description & {
    name: N
    writes: WriteScope | ((input: z.infer<S>) => WriteScope)
    placedBy?: FieldOf<S>
    beside?: readonly FieldOf<S>[]
    grants?: G
    input: S
    output: O
    run(node: Life, input: z.infer<S>, options: CallOptions): Promise<Unnamed<z.infer<O>>>
    join?(answers: readonly Answered<Unnamed<z.infer<O>>>[], input: z.infer<S>): Unnamed<z.infer<O>>
    across?(
      lives: readonly AskedLife[],
      input: z.infer<S>,
      options: CallOptions,
    ): Promise<Unnamed<z.infer<O>>>
  },
): UseCase & {
  name: N
  grants?: G
  input: S
  output: O
  run(node: Life, input: z.infer<S>, options: CallOptions): Promise<Unnamed<z.infer<O>>>
} {
  return definition
}

/** What a call with this input, which was checked, changes. */
export function writesOf({ writes }: Pick<UseCase, 'writes'>, input: unknown): WriteScope {
  return typeof writes === 'function' ? writes(input as never) : writes
}

/** The rows of several answers, each with the swarm that it is from. */
export function rowsOf<A, R extends object>(
  answers: readonly Answered<A>[],
  of: (answer: A) => readonly R[],
): (R & { swarm?: string })[] {
  return answers.flatMap(({ swarm, answer }) =>
    of(answer).map((row) => (swarm === null ? row : { ...row, swarm })),
  )
}

export function sumOf<A>(answers: readonly Answered<A>[], of: (answer: A) => number): number {
  return answers.reduce((total, { answer }) => total + of(answer), 0)
}
