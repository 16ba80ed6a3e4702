/** `docs/reference.md`, made from what the verbs and the use cases say of themselves. Pure. */
import { toCommand } from '../../src/interfaces/cli/to-command.ts'
import type { Verb } from '../../src/interfaces/cli/verb.ts'
import { verbGroups } from '../../src/interfaces/cli/help.ts'
import type { CallSchema } from '../../src/node/index.ts'

const header = `# Reference

Made by \`npm run docs\` from the help and from the use cases: do not edit. A test compares it with what they say now.

`

export function referencePage(verbs: readonly Verb[], schemas: readonly CallSchema[]): string {
  return `${header}${verbsPart(verbs)}${callsPart(schemas)}`
}

function verbsPart(verbs: readonly Verb[]): string {
  const groups = verbGroups.map(([group, title]) => {
    const named = verbs.filter((verb) => verb.group === group)
    return `## ${title}\n\n${named.map(verbPart).join('\n')}`
  })
  return `Every verb takes \`--json\` (one JSON document on stdout), \`--home DIR\` (else \`$MEMCUBE_HOME\`, else \`~/.memcube\`) and \`--help\`.
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused, 4 conflict, 5 not found, 130 interrupted.

${groups.join('\n')}`
}

function verbPart(verb: Verb): string {
  const words = [
    ...verb.arguments.map(([name, about]) => [name, about] as const),
    ...(verb.parts ?? []).map(({ name, takes, about }) => [`${name} ${takes}`.trimEnd(), about] as const),
    ...verb.options.map(({ flags, about }) => [flags, about] as const),
  ]
  const usage = toCommand(verb)
    .usage()
    .replace(/^\[options\] ?/, '')
  const table = words.length === 0 ? '' : `| | |\n|---|---|\n${words.map(row).join('\n')}\n\n`
  const examples = verb.examples.map(([command, about]) => `- \`${command}\`: ${about}`)
  return `### ${verb.name}\n\n\`memcube ${`${verb.name} ${usage}`.trim()}\`: ${verb.summary}\n\n${table}${examples.join('\n')}\n`
}

const row = ([name, about]: readonly [string, string]): string => `| \`${cell(name)}\` | ${cell(about)} |`

const cell = (text: string): string => text.replaceAll('|', '\\|')

function callsPart(schemas: readonly CallSchema[]): string {
  const rows = schemas.map(
    ({ name, summary, input, output }) =>
      `| \`${name}\` | ${cell(summary)} | ${fields(input)} | ${alternatives(output)} |`,
  )
  return `
## Use cases of the API

What the daemon does for programs, by \`POST /v1/call/NAME\` and by the resources of \`/openapi.json\`, which has the types. \`--json\`
prints the same answers. A field with \`?\` may be left out.

| name | does | takes | answers |
|---|---|---|---|
${rows.join('\n')}
`
}

type Schema = Record<string, unknown>

function alternatives(schema: Schema): string {
  const { anyOf = [schema] } = schema as { anyOf?: Schema[] }
  return anyOf.map(fields).join(' or ')
}

function fields({ properties = {}, required = [] }: Schema): string {
  return Object.keys(properties as object)
    .map((name) => `\`${name}${(required as string[]).includes(name) ? '' : '?'}\``)
    .join(' ')
}
