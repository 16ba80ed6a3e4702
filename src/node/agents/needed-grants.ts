/**
 * What agents may give a call, field by field, and which grants it needs: said by each use case. Judged by what a call does,
 * not by who offers it. A call that says nothing of it, or a field that it does not name, is refused, so that a new one is
 * closed until somebody has thought about it.
 */
import type { Grant } from '../grants.ts'

export type AgentInput = Record<string, unknown>

/** Who can read a cube, or a branch of it. */
export type Reach = 'private' | 'public' | 'swarm'

/** Who can read the cube that a call names, or of it the branch that it names; the current one when it names none. */
export type Look = (input: AgentInput, what: 'cube' | 'branch') => Promise<Reach>

export interface NeededGrants {
  /**
   * The fields of the use case that agents may give; parts of a field that is a list of objects as `field.part`. The swarm
   * is one of them wherever the call can be made in one.
   */
  fields: readonly string[]
  needs(input: AgentInput, look: Look): readonly Grant[] | Promise<readonly Grant[]>
  /** In plain words, for a refusal. */
  does: string
  /** Fields that are always set. @param agent what the program of the agent calls itself */
  fixed?(granted: ReadonlySet<Grant>, agent: string | undefined): AgentInput
}

/** Of a call that is judged by its input. */
export const judged = (needed: NeededGrants): NeededGrants => needed

/** What is written to a branch goes to all who can read it. */
export const toReaders = async (input: AgentInput, look: Look): Promise<readonly Grant[]> =>
  (await look(input, 'branch')) === 'private' ? [] : ['publish']

/** Of a call that only reads: none. */
export const reads = (fields: readonly string[]): NeededGrants => ({
  fields,
  needs: () => [],
  does: 'reads memories',
})

/** Of a call that writes to one branch. */
export const writes = (fields: readonly string[]): NeededGrants => ({
  fields,
  needs: toReaders,
  does: 'writes to a cube that others can read',
})
