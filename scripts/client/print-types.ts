/** Types of TypeScript from JSON Schema, as the generated files of `memcube/client` have them. */
import { compile } from 'json-schema-to-typescript'
import { format } from 'oxfmt'

/** The declaration of a schema that has a title. */
export function printTypes(schema: Record<string, unknown>): Promise<string> {
  return compile(schema, 'types', { bannerComment: '', additionalProperties: false, format: false })
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
