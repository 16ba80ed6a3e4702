/** Paths that no use case is behind: the daemon itself, its events, and jobs. */
import { answer, type Json, orNull, problems, problemsOfAll, ref, text } from './openapi-components.ts'

const jobId = { name: 'job', in: 'path', required: true, schema: { ...text, minLength: 1 } }
/** Without a schema: OpenAPI 3.1 has none for single events. */
const stream = { 'text/event-stream': {} }

export const fixedPaths: Readonly<Record<string, Json>> = {
  '/health': {
    get: {
      operationId: 'health',
      summary: 'Whether the daemon answers.',
      responses: {
        200: answer('It does.', {
          type: 'object',
          required: ['ok', 'version'],
          properties: { ok: { type: 'boolean' }, version: text },
        }),
        ...problems(...problemsOfAll),
      },
    },
  },
  '/proof': {
    get: {
      operationId: 'proof',
      summary: 'Proves that the daemon knows the token, to who is about to send it. Needs none.',
      security: [],
      parameters: [
        {
          name: 'nonce',
          in: 'query',
          required: true,
          description: '32 random bytes in hexadecimal, others for each question.',
          schema: { ...text, pattern: '^[0-9a-f]{64}$' },
        },
      ],
      responses: {
        200: answer('HMAC-SHA256 as protocols/http/spec.md says, in hexadecimal.', {
          type: 'object',
          required: ['proof'],
          properties: { proof: text },
        }),
        ...problems(...problemsOfAll),
      },
    },
  },
  '/openapi.json': {
    get: {
      operationId: 'openapi',
      summary: 'This document.',
      responses: { 200: answer('It.', { type: 'object' }), ...problems(...problemsOfAll) },
    },
  },
  '/metrics': {
    get: {
      operationId: 'metrics',
      summary: 'Figures for Prometheus.',
      responses: {
        200: { description: 'Text in its format.', content: { 'text/plain': { schema: text } } },
        ...problems(...problemsOfAll),
      },
    },
  },
  '/v1/events': {
    get: {
      operationId: 'events',
      summary: 'What happens in the node, as server-sent events, until the reader leaves.',
      responses: {
        200: {
          description:
            'One event for each thing that happens; `swarm` says in which swarm, if it was in one.',
          content: stream,
        },
        ...problems(...problemsOfAll),
      },
    },
  },
  '/v1/jobs': {
    get: {
      operationId: 'get_jobs',
      summary: 'Jobs that are running or ended within the last hour, the newest first.',
      tags: ['jobs'],
      parameters: [ref('parameters/Limit'), ref('parameters/Cursor')],
      responses: {
        200: answer('A page of the list.', {
          type: 'object',
          required: ['jobs', 'next'],
          properties: { jobs: { type: 'array', items: ref('schemas/Job') }, next: orNull('string') },
        }),
        ...problems(...problemsOfAll),
      },
    },
  },
  '/v1/jobs/{job}': {
    get: {
      operationId: 'get_jobs_job',
      summary: 'How a job goes, and its result.',
      tags: ['jobs'],
      parameters: [jobId],
      responses: { 200: answer('The job.', ref('schemas/Job')), ...problems(...problemsOfAll, 404) },
    },
    delete: {
      operationId: 'delete_jobs_job',
      summary: 'Cancels a job; nothing of it stays half done. One that has ended stays as it is.',
      tags: ['jobs'],
      parameters: [jobId],
      responses: { 200: answer('The job.', ref('schemas/Job')), ...problems(...problemsOfAll, 404) },
    },
  },
  '/v1/jobs/{job}/events': {
    get: {
      operationId: 'get_jobs_job_events',
      summary: 'How a job goes, as server-sent events `progress`, and `end` as the last.',
      tags: ['jobs'],
      parameters: [jobId],
      responses: {
        200: { description: 'Each event holds the job.', content: stream },
        ...problems(...problemsOfAll, 404),
      },
    },
  },
}
