/** The parts that `paths` is made of, in the shapes that openapi-fetch takes. */
import type { Job, Problem } from './calls.ts'

/** What an operation takes beside its body. */
interface Taken {
  query?: object
  header?: object
  path?: object
}

interface Nothing {
  query?: never
  header?: never
  path?: never
  cookie?: never
}

/** One operation: what it takes, its body, and what it answers, by the status. Every refusal is a problem. */
export interface Operation<Takes extends Taken, Answers> {
  parameters: Omit<Nothing, keyof Takes> & Takes
  requestBody?: never
  responses: Answers & { default: Content<'application/problem+json', Problem> }
}

/** An operation that takes a body. */
export interface WithBody<Takes extends Taken, Body, Answers> extends Omit<
  Operation<Takes, Answers>,
  'requestBody'
> {
  requestBody: Content<'application/json', Body>
}

/** An operation that needs no body. */
export interface WithOptionalBody<Takes extends Taken, Body, Answers> extends Omit<
  Operation<Takes, Answers>,
  'requestBody'
> {
  requestBody?: Content<'application/json', Body>
}

export interface Content<Type extends string, Body> {
  headers: Record<string, unknown>
  content: Record<Type, Body>
}

export type Json<Body> = Content<'application/json', Body>

/** A part of a list. */
export type Page<Answer> = Answer & {
  /** the cursor of the next page; null at the end */
  next: string | null
}

/** Which part of a list, and how long. */
export interface Paging {
  /** how many items a page has at most */
  limit?: number
  /** `next` of the page before, with the same filters; one that this list did not give is a 400 */
  cursor?: string
}

/** A job whose result, once it is done, is this answer. */
export type JobOf<Answer> = Omit<Job, 'result'> & { result: Answer | null }

/** The header of a write. */
export interface Once {
  /** The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another. */
  'Idempotency-Key'?: string
}
