/**
 * The schema of a tool as every listed client takes it. Some pass it on to the Gemini API, which knows a subset of OpenAPI
 * 3.0 and refuses the whole request for a keyword that it does not know, for a list of types, and for an object without
 * fields; Codex keeps just types, fields and items. What is left out here is still checked when the tool is called.
 */
import { z } from 'zod'

interface PortableSchema {
  type: string
  description?: string
  enum?: string[]
  items?: PortableSchema
  properties?: Record<string, PortableSchema>
  required?: string[]
}

/** The keywords that all of them know. */
export const portableKeywords: readonly string[] = [
  'type',
  'description',
  'enum',
  'items',
  'properties',
  'required',
]

/** @param hidden fields that are taken and not listed */
export function portableSchema(input: z.ZodObject, hidden: readonly string[] = []): PortableSchema {
  const whole = reduce(z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }))
  const listed = Object.entries(whole.properties ?? {}).filter(([name]) => !hidden.includes(name))
  return { ...whole, properties: Object.fromEntries(listed) }
}

type Json = Record<string, unknown>

function reduce(schema: Json): PortableSchema {
  const { description } = schema
  const said = typeof description === 'string' && description !== '' ? { description } : {}
  const [choice] = (schema['anyOf'] ?? schema['oneOf'] ?? schema['allOf'] ?? []) as Json[]
  if (choice !== undefined) return { ...reduce(choice), ...said }
  const { type, enum: values, items, properties, required } = schema
  if (type === 'object') {
    const fields = Object.entries((properties ?? {}) as Record<string, Json>)
    return {
      type: 'object',
      ...said,
      properties: Object.fromEntries(fields.map(([name, one]) => [name, reduce(one)])),
      ...(Array.isArray(required) && required.length > 0 && { required: required as string[] }),
    }
  }
  if (type === 'array')
    return { type: 'array', ...said, items: reduce((items ?? { type: 'string' }) as Json) }
  return {
    type: typeof type === 'string' ? type : 'string',
    ...said,
    ...(Array.isArray(values) && { enum: values.map(String) }),
  }
}
