/** Runs a use case on an input that came from outside: checked here once, for every interface. */
import { channel } from 'node:diagnostics_channel'
import { z } from 'zod'
import { MemCubeError } from '../core/errors.ts'
import { endedError } from '../core/signals/index.ts'
import type { Life, Swarms } from '../swarms/index.ts'
import { invalidInput, NodeError, type CallOptions } from '../home/index.ts'
import { keptNames } from './kept-names.ts'
import { runNoticed } from './notices.ts'
import { namedError } from './name-people.ts'
import { namePutter } from './put-names.ts'
import { sayUnfit } from './say-unfit.ts'
import type { UseCase } from './use-case.ts'
import { hintOf } from './use-cases/judged-by.ts'
import { useCases, type AnswerOf } from './use-cases/index.ts'
import { verbOf } from './verb-of.ts'

/** Each answer as it leaves, with the schema that promises its shape. Costs nothing while nobody listens; tests do. */
const answerChannel = channel('memcube:answer')
export interface GivenAnswer {
  name: string
  output: z.ZodType
  answer: unknown
}

/**
 * @throws ERR_USAGE for a call that there is not, ERR_INVALID_INPUT for an input that does not fit, ERR_TIMEOUT and ERR_ABORTED for
 * whatever ended it before it was done, and what the use case throws.
 */
export async function call<N extends string>(
  node: Life,
  name: N,
  input: unknown,
  options: CallOptions,
): Promise<AnswerOf<N>> {
  const { definition, parsed } = parse(name, input)
  const started = performance.now()
  try {
    const answer =
      node.swarms === undefined || !isForSwarm(node, definition, parsed)
        ? await runNoticed(node, definition, parsed, options)
        : await (await import('./route.ts')).runRouted(node, definition, parsed as never, options)
    const result = await withNames(node, definition, answer)
    node.log.debug({ call: name, ms: since(started) }, 'a call was answered')
    if (answerChannel.hasSubscribers)
      answerChannel.publish({ name, output: definition.output, answer: result } satisfies GivenAnswer)
    return result as AnswerOf<N>
  } catch (thrown) {
    const error = endedError(thrown, `the call ${name}`, options.signal) ?? thrown
    const code = error instanceof MemCubeError ? error.code : (error as Error).name
    node.log.debug({ call: name, ms: since(started), code }, 'a call failed')
    node.refusals.noteError(name, error)
    throw await namedError(error, () => keptNames(node))
  }
}

/** Names are those of the whole home, wherever the call was run. */
async function withNames(node: Life, { output }: UseCase, answer: unknown): Promise<unknown> {
  const put = namePutter(output)
  return put === undefined ? answer : put(answer, await keptNames(node))
}

/** Most homes are in no swarm, and pay nothing for those that are. */
function isForSwarm({ swarms }: Swarms, { spans }: UseCase, input: unknown): boolean {
  if (spans === 'home') return false
  if (swarms?.isAny() === true) return true
  return typeof input === 'object' && input !== null && 'swarm' in input && input.swarm !== undefined
}

/** For who answers before the call is made. @throws as `call` does for an input that does not fit */
export function checkInput(name: string, input: unknown): void {
  parse(name, input)
}

function parse(name: string, input: unknown): { definition: UseCase; parsed: unknown } {
  const definition = useCases.get(name)
  if (definition === undefined) {
    throw new NodeError('ERR_USAGE', `there is no call "${name}"`, {
      hint: `there are: ${[...useCases.keys()].join(', ')}`,
    })
  }
  const parsed = definition.input.safeParse(input, { reportInput: true })
  if (!parsed.success) throw unfit(name, parsed.error)
  return { definition, parsed: parsed.data }
}

function since(started: number): number {
  return Math.round(performance.now() - started)
}

function unfit(name: string, error: z.ZodError): NodeError {
  return invalidInput(
    `${name}: ${sayUnfit(error)}`,
    hintOf(error) ?? `see \`memcube help ${verbOf(name)}\` for what ${name} takes`,
  )
}
