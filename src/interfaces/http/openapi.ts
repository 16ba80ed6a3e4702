import type { CallSchema } from '../../node/index.ts'

/** The API as an OpenAPI 3.1 document, made from the use cases. */
export function openApi(schemas: readonly CallSchema[], version: string): Record<string, unknown> {
  return {
    openapi: '3.1.0',
    info: { title: 'memcube local API', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    security: [{ token: [] }],
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: {
        Problem: {
          type: 'object',
          required: ['error'],
          properties: {
            error: {
              type: 'object',
              required: ['code', 'message', 'hint'],
              properties: {
                code: { type: 'string' },
                message: { type: 'string' },
                hint: { type: ['string', 'null'] },
              },
            },
          },
        },
      },
    },
    paths: {
      '/health': {
        get: {
          operationId: 'health',
          summary: 'Whether the daemon answers.',
          responses: { 200: { description: 'It does.' } },
        },
      },
      ...Object.fromEntries(
        schemas.map((schema) => [`/v1/call/${schema.name}`, { post: operation(schema) }]),
      ),
    },
  }
}

function operation({ name, summary, input }: CallSchema): Record<string, unknown> {
  const problem = {
    description: 'What was wrong.',
    content: { 'application/json': { schema: { $ref: '#/components/schemas/Problem' } } },
  }
  return {
    operationId: name,
    summary,
    requestBody: { required: true, content: { 'application/json': { schema: input } } },
    responses: {
      200: {
        description: 'Lines of JSON: {"progress"} any number of times, then {"result"} or {"error"}.',
        content: { 'application/x-ndjson': {} },
      },
      default: problem,
    },
  }
}
