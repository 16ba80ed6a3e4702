/** What the paths of the OpenAPI document refer to: schemas, parameters, and a meaning for each status that is a problem. */
import { keyPattern } from './idempotency.ts'
import { defaultPage, maxPage } from './page.ts'
import { problemCodes, problemType } from './problem.ts'

export type Json = Record<string, unknown>

/** Any request may meet these. */
export const problemsOfAll = [400, 401, 403, 421, 429, 431]

export const ref = (place: string): Json => ({ $ref: `#/components/${place}` })
export const text = { type: 'string' }
export const orNull = (type: string): Json => ({ type: [type, 'null'] })
const timeMs = { type: 'number', description: 'milliseconds since the Unix epoch' }

const problem = {
  type: 'object',
  description: 'RFC 9457; the codes are those of the command line (protocols/errors.md).',
  required: ['type', 'title', 'status', 'detail', 'code', 'hint'],
  properties: {
    type: { ...text, description: 'urn:memcube:problem:CODE' },
    title: text,
    status: { type: 'integer' },
    detail: { ...text, description: 'what was expected and what came' },
    code: { ...text, enum: problemCodes },
    hint: { ...orNull('string'), description: 'what to do' },
  },
}

const callError = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['code', 'message', 'hint'],
      properties: { code: text, message: text, hint: orNull('string') },
    },
  },
}

export const job = {
  type: 'object',
  required: ['id', 'call', 'state', 'progress', 'result', 'error', 'started', 'ended'],
  properties: {
    id: text,
    call: { ...text, description: 'the use case' },
    state: { ...text, enum: ['running', 'done', 'failed', 'cancelled'] },
    progress: {
      description: 'how far it has come',
      anyOf: [
        { type: 'null' },
        {
          type: 'object',
          required: ['phase', 'done'],
          properties: { phase: text, done: { type: 'number' }, total: { type: 'number' }, unit: text },
        },
      ],
    },
    result: { description: 'what the call answers, when done' },
    error: { description: 'when failed or cancelled', anyOf: [{ type: 'null' }, ref('schemas/Problem')] },
    started: timeMs,
    ended: { type: ['number', 'null'] },
  },
}

const limit = {
  name: 'limit',
  in: 'query',
  description: 'how many items a page has at most',
  schema: { type: 'integer', minimum: 1, maximum: maxPage, default: defaultPage },
}
const cursor = {
  name: 'cursor',
  in: 'query',
  description: '`next` of the page before, with the same filters; one that this list did not give is a 400',
  schema: text,
}
const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  description:
    'The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.',
  schema: { type: 'string', pattern: keyPattern },
}

export const meanings: Readonly<Record<number, string>> = {
  400: 'The request does not fit: a field, a cursor, a header, or no JSON.',
  401: 'The bearer token is missing or wrong.',
  403: 'Policy, trust, ownership, file permissions or the Origin say no.',
  404: 'There is no such cube, memory, commit, branch, proposal, job or file.',
  409: 'It contradicts what is there, or the same write is still under way.',
  413: 'The body, or what was asked for, is larger than allowed.',
  415: 'The body is not application/json.',
  421: 'The Host is not this machine.',
  422: 'What was found does not verify, or the Idempotency-Key was used for another request.',
  424: 'Other nodes could not be reached, or did not answer.',
  429: 'Too many requests or jobs at once; ask again in a second.',
  431: 'The head of the request is too large.',
  507: 'The disk takes no more; reading goes on.',
}

export function problems(...statuses: readonly number[]): Json {
  return Object.fromEntries(statuses.map((status) => [status, ref(`responses/Problem${status}`)]))
}

export function answer(description: string, schema: Json, type = 'application/json'): Json {
  return { description, content: { [type]: { schema } } }
}

export const components = {
  securitySchemes: {
    token: { type: 'http', scheme: 'bearer', description: 'what `api.token` in the home holds' },
  },
  schemas: { Problem: problem, CallError: callError, Job: job },
  parameters: { Limit: limit, Cursor: cursor, IdempotencyKey: idempotencyKey },
  responses: Object.fromEntries(
    Object.entries(meanings).map(([status, description]) => [
      `Problem${status}`,
      { description, content: { [problemType]: { schema: ref('schemas/Problem') } } },
    ]),
  ),
}
