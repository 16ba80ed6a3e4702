/** A tool as a model sees it, made of use cases of the node. */
import { z } from 'zod'
import type { Grant, Progress } from '../../node/index.ts'
import { useCases } from '../../node/index.ts'

/** The node as this interface needs it: here in the process, or behind the local API. */
export interface McpNode {
  call(
    name: string,
    input: unknown,
    options: { signal: AbortSignal; progress(progress: Progress): void },
  ): Promise<unknown>
}

/** Calls one use case on behalf of one request of the model. */
export type Call = (name: string, input: unknown) => Promise<unknown>

export interface Tool {
  name: string
  title: string
  /** For the model: when to use it, and what comes back. */
  description: string
  input: z.ZodObject
  output: z.ZodObject
  /** The use cases it is made of; a tool whose use cases are not there is not offered. */
  calls: readonly string[]
  /** What it does to the world. */
  effect: 'reads' | 'writes' | 'deletes'
  /** What the owner must have allowed for these arguments. */
  grant?(args: Record<string, unknown>): Grant | undefined
  run(args: Record<string, unknown>, call: Call): Promise<unknown>
  /** What the model reads beside the structured result; JSON when not given. */
  tell?(result: never): string
}

export type ToolParts<Result> = Omit<Tool, 'tell' | 'input' | 'output' | 'run' | 'calls' | 'effect'> & {
  effect?: Tool['effect']
  /** The use case; its input is the tool's, but for what `hide` names. */
  call: string
  hide?: readonly string[]
  output: z.ZodRawShape
  tell?(result: Result): string
}

/** A tool that is one use case. */
export function callTool<Result>({
  call,
  hide = [],
  output,
  effect,
  tell,
  ...tool
}: ToolParts<Result>): Tool {
  return {
    ...tool,
    calls: [call],
    effect: effect ?? 'reads',
    input: inputOf(call, hide),
    output: z.looseObject(output),
    run: (args, run) => run(call, args),
    ...(tell !== undefined && { tell: tell }),
  }
}

/** The input of a use case without some of its fields. Empty for one that this version does not have. */
export function inputOf(call: string, hide: readonly string[] = []): z.ZodObject {
  const input = useCases.get(call)?.input
  if (!(input instanceof z.ZodObject)) return z.strictObject({})
  return z.strictObject(
    Object.fromEntries(Object.entries(input.shape).filter(([name]) => !hide.includes(name))),
  )
}
