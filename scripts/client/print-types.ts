/** Types of TypeScript from JSON Schema, as the generated files of `memcube/client` have them. */
import { compile } from 'json-schema-to-typescript'
import { format } from 'oxfmt'

export type Json = Record<string, unknown>

/** The declaration of a schema that has a title. */
export function printTypes(schema: Json): Promise<string> {
  return compile(schema, 'types', { bannerComment: '', additionalProperties: false, format: false })
}

/** A schema as a type to stand inside another. */
export async function printType(schema: Json): Promise<string> {
  const { description: _none, ...inner } = schema
  const printed = await printTypes(object({ it: inner }))
  return printed.slice(printed.indexOf('it:') + 3, printed.lastIndexOf('}')).trim()
}

/** The schema of an object with these properties and no others. */
export function object(properties: Json, required: readonly string[] = Object.keys(properties)): Json {
  return { type: 'object', properties, required, additionalProperties: false }
}

/** The text of a file. */
export async function formatTypes(source: string, declarations: string): Promise<string> {
  const header = `/**
 * Generated from ${source} by \`npm run client\`: do not edit. A test compares it with what is generated.
 */
`
  const { code, errors } = await format('types.ts', header + declarations, {
    semi: false,
    singleQuote: true,
    printWidth: 110,
  })
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'))
  return code
}
