/** A tool as a model sees it, made of what agents may ask of a node. */
import { z } from 'zod'
import { useCases, type AgentCallName, type AnswerOf } from '../../node/index.ts'
import { maxItems } from './page.ts'

export type Answer = Record<string, unknown>

/** Makes one call on behalf of one request of the model. */
type Call = <N extends AgentCallName>(name: N, input: Answer) => Promise<AnswerOf<N>>

export interface ToolContext {
  call: Call
  /** The mark of this answer: another one may cost more tokens. */
  mark: string
  /** The cube that memories go to when none is named. */
  defaultCube: string
  /** Tokens of a text for a family of models. */
  count(text: string, family?: string): Promise<number>
}

/** An answer that is marked already. */
export interface Presented {
  structured: Answer
  /** What the model reads; JSON of `structured` when not given. */
  text?: string
}

type OutputKind = 'string' | 'number' | 'boolean' | 'array' | 'object'

export interface Tool {
  /** `memcube_` and what it does: clients that do not prefix names have others' tools beside it. */
  name: `memcube_${string}`
  title: string
  /** For the model: when to use it, and what comes back. */
  description: string
  input: z.ZodObject
  /** Fields of the input that are taken and not listed: seldom used, and each costs tokens in every conversation. */
  unlisted?: readonly string[]
  /** Fields of the answer that are always there, and what they are. */
  output: Readonly<Record<string, OutputKind>>
  /** What it may call: each use case says which grants it needs. */
  calls: readonly AgentCallName[]
  /** What it does to the world. */
  effect: 'reads' | 'writes' | 'deletes'
  /** In the small set. */
  basic?: true
  run(args: Answer, context: ToolContext): Promise<Answer>
  /** Fields of the answer that are lists and come in pages. */
  pages?: readonly string[]
  /** Without it every text of the answer is marked. @param mark for this answer */
  present?(answer: Answer, args: Answer, mark: string, context: ToolContext): Presented | Promise<Presented>
}

export type CallToolParts<N extends AgentCallName> = Omit<Tool, 'run' | 'input' | 'calls' | 'output'> & {
  /** The use case; its input is the tool's, as far as agents may give it. */
  call: N
  output: readonly SureField<N>[]
  hide?: readonly string[]
  say?: Readonly<Record<string, string>>
  /** Fields that are narrower than those of the use case. */
  extra?: z.ZodRawShape
}

/** A tool that is one use case. */
export function callTool<const N extends AgentCallName>({
  call,
  hide,
  say,
  extra = {},
  output,
  ...tool
}: CallToolParts<N>): Tool {
  const input = inputOf(call, { ...(hide !== undefined && { hide }), ...(say !== undefined && { say }) })
  return {
    ...tool,
    output: outputOf(call, output),
    calls: [call],
    unlisted: [...(say?.['swarm'] === undefined ? ['swarm'] : []), ...(tool.unlisted ?? [])],
    input: input.extend({ ...extra, ...(tool.pages !== undefined && pageFields) }),
    run: (args, context) => context.call(call, args),
  }
}

/** The fields that every answer of a call has. */
type SureField<N extends AgentCallName> = {
  [K in keyof AnswerOf<N>]-?: Extract<AnswerOf<N>[K], null | undefined> extends never ? K : never
}[keyof AnswerOf<N>] &
  string

/** Of what a call answers these fields, as a tool promises them: each that is promised costs tokens in every conversation. */
export function outputOf<const N extends AgentCallName>(
  call: N,
  fields: readonly SureField<N>[],
): Record<string, OutputKind> {
  const output = useCases.get(call)?.output
  const { properties = {} } = output === undefined ? {} : z.toJSONSchema(output, { io: 'input' })
  return Object.fromEntries(fields.map((field) => [field, kindOf(properties[field])]))
}

function kindOf(schema: unknown): OutputKind {
  const { type } = schema as { type: OutputKind | 'integer' }
  return type === 'integer' ? 'number' : type
}

/** The input of a use case as far as agents may give it. */
export function inputOf(
  call: AgentCallName,
  { hide = [], say = {} }: { hide?: readonly string[]; say?: Readonly<Record<string, string>> } = {},
): z.ZodObject {
  const { input, grants } = useCases.get(call) ?? {}
  if (!(input instanceof z.ZodObject)) return z.strictObject({})
  const allowed = grants?.fields ?? []
  const fields = Object.entries(input.shape as Record<string, z.ZodType>)
    .filter(([name]) => allowed.includes(name) && !hide.includes(name))
    .map(
      ([name, field]) =>
        [
          name,
          say[name] === undefined ? field.meta({ description: '' }) : field.describe(say[name]),
        ] as const,
    )
  return z.strictObject(Object.fromEntries(fields))
}

export const pageFields = {
  limit: z.number().int().min(1).max(maxItems).optional(),
  cursor: z.string().max(4_096).optional().describe('`next` of the page before'),
}
