/**
 * What each call takes and answers, by its name: the schemas of the use cases as types, for programs that import no code
 * of the node. What the local API says of itself, its jobs and its refusals, stands beside them.
 */
import { components } from '../../src/interfaces/http/openapi-components.ts'
import { callSchemas } from '../../src/node/index.ts'
import { formatTypes, type Json, object, printTypes } from './print-types.ts'

/** The text of `src/interfaces/client/calls.ts`. */
export async function generateCalls(): Promise<string> {
  const calls = callSchemas()
  const { Problem, Job } = components.schemas
  const printed = await Promise.all([
    printTypes({
      title: 'Inputs',
      description: 'What each call takes, by its name.',
      ...object(Object.fromEntries(calls.map(({ name, input }) => [name, input]))),
    }),
    printTypes({
      title: 'Answers',
      description: 'What each call answers, by its name.',
      ...object(Object.fromEntries(calls.map(({ name, output }) => [name, output]))),
    }),
    printTypes({ title: 'Problem', ...Problem, additionalProperties: false }),
    printTypes({ title: 'Job', ...(withProblems(Job) as Json), additionalProperties: false }),
  ])
  return formatTypes('the schemas of the use cases', printed.join('\n'))
}

/** The same with the name of the type where the document refers to a problem. */
function withProblems(schema: Json): unknown {
  return JSON.parse(
    JSON.stringify(schema).replaceAll(
      JSON.stringify({ $ref: '#/components/schemas/Problem' }),
      JSON.stringify({ tsType: 'Problem' }),
    ),
  )
}
