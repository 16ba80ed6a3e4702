/** The rules of a cube as the text that people write: YAML. Pure. */
import type { Answers } from './answers.ts'

type Policy = NonNullable<Answers['policy']['policy']>

export function policyText({ rules }: Policy): string {
  const lines = rules.flatMap((rule) =>
    (['name', 'on', 'when', 'require', 'message'] as const)
      .flatMap((field) => (rule[field] === undefined ? [] : [[field, rule[field]] as const]))
      // A string of JSON is one of YAML.
      .map(([field, value], order) => `${order === 0 ? '  - ' : '    '}${field}: ${JSON.stringify(value)}`),
  )
  return ['v: 1', 'rules:', ...lines, ''].join('\n')
}

export const firstPolicy = `v: 1
rules:
  - name: "say where it comes from"
    on: memory
    require: "has(memory.provenance.source)"
    message: "give the source"
`
