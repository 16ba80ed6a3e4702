/** What each call answers, by its name: the outputs of the use cases as one type, for programs that import no code of the node. */
import { callSchemas } from '../../src/node/index.ts'
import { formatTypes, printTypes } from './print-types.ts'

/** The text of `src/interfaces/client/answers.ts`. */
export async function generateAnswers(): Promise<string> {
  const calls = callSchemas()
  const printed = await printTypes({
    title: 'Answers',
    description: 'What each call answers, by its name.',
    type: 'object',
    properties: Object.fromEntries(calls.map(({ name, output }) => [name, output])),
    required: calls.map(({ name }) => name),
    additionalProperties: false,
  })
  return formatTypes('the outputs of the use cases', printed)
}
