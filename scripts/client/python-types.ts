/** Types of Python from JSON Schema: an object is a `TypedDict` of its own, named after where it stands. */
import type { Json } from './print-types.ts'

/** Words that no name of a Python function or argument may be. */
const keywords = new Set(
  'and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield'.split(
    ' ',
  ),
)

/** Declarations in the order in which Python needs them: what a type names stands before it. */
export class PythonTypes {
  readonly #declared = new Map<string, string>()
  readonly #list: string
  readonly #dict: string

  /** @param containers how a list and a dictionary are called where the types stand */
  constructor({ list, dict }: { list: string; dict: string }) {
    this.#list = list
    this.#dict = dict
  }

  /** The type of a value; objects in it are declared under names that begin with `name`. */
  typeOf(schema: Json, name: string): string {
    if (Array.isArray(schema['anyOf'])) return this.#unionOf(schema['anyOf'] as Json[], name)
    if ('const' in schema) return `Literal[${literal(schema['const'])}]`
    if (Array.isArray(schema['enum'])) return `Literal[${schema['enum'].map(literal).join(', ')}]`
    const types = [schema['type']].flat() as (string | undefined)[]
    return unique(types.map((type) => this.#plain(type, schema, name)))
  }

  declarations(): string {
    return [...this.#declared.values()].join('\n\n')
  }

  #plain(type: string | undefined, schema: Json, name: string): string {
    switch (type) {
      case 'string':
        return 'str'
      case 'boolean':
        return 'bool'
      case 'integer':
        return 'int'
      case 'number':
        return 'float'
      case 'null':
        return 'None'
      case 'array':
        return `${this.#list}[${this.#itemOf(schema, name)}]`
      case 'object':
        return this.#objectOf(schema, name)
      default:
        return 'Any'
    }
  }

  #itemOf({ items, prefixItems }: Json, name: string): string {
    if (Array.isArray(prefixItems))
      return unique((prefixItems as Json[]).map((item) => this.typeOf(item, singular(name))))
    return items === undefined ? 'Any' : this.typeOf(items as Json, singular(name))
  }

  #objectOf(schema: Json, name: string): string {
    const fields = schema['properties'] as Record<string, Json> | undefined
    if (fields === undefined) {
      const values = schema['additionalProperties']
      const known = typeof values === 'object' && Object.keys(values as Json).length > 0
      return `${this.#dict}[str, ${known ? this.typeOf(values as Json, `${name}Value`) : 'Any'}]`
    }
    const required = new Set((schema['required'] ?? []) as string[])
    const typed = Object.entries(fields).map(([field, value]) => {
      const type = this.typeOf(value, name + pascal(field))
      return { field, type: required.has(field) ? type : `NotRequired[${type}]`, says: value['description'] }
    })
    return this.#declare(name, typed)
  }

  #declare(name: string, fields: readonly Field[]): string {
    if (this.#declared.has(name)) throw new TypeError(`two types are called ${name}`)
    this.#declared.set(
      name,
      fields.some(({ field }) => keywords.has(field)) ? byCall(name, fields) : byClass(name, fields),
    )
    return name
  }

  #unionOf(shapes: readonly Json[], name: string): string {
    const objects = shapes.filter((shape) => 'properties' in shape)
    return unique(
      shapes.map((shape) =>
        this.typeOf(shape, objects.length > 1 && 'properties' in shape ? name + shapeName(shape) : name),
      ),
    )
  }
}

interface Field {
  field: string
  type: string
  says: unknown
}

function byClass(name: string, fields: readonly Field[]): string {
  const lines = fields.map(({ field, type, says }) => {
    const comment = typeof says === 'string' ? `    """${says.replaceAll('\\', '\\\\')}"""\n` : ''
    return `    ${field}: ${type}\n${comment}`
  })
  return `class ${name}(TypedDict):\n${lines.length === 0 ? '    pass\n' : lines.join('')}`
}

/** The form that takes fields which Python has words for, such as `from`. */
function byCall(name: string, fields: readonly Field[]): string {
  const lines = fields.map(({ field, type }) => `        ${JSON.stringify(field)}: ${type},\n`)
  return `${name} = TypedDict(\n    ${JSON.stringify(name)},\n    {\n${lines.join('')}    },\n)\n`
}

/** One of several objects is called after the first field that it must have. */
function shapeName({ required, properties }: Json): string {
  const [first] = (required as string[] | undefined) ?? Object.keys(properties as Json)
  return pascal(first ?? 'other')
}

function literal(value: unknown): string {
  return value === true ? 'True' : value === false ? 'False' : JSON.stringify(value)
}

function unique(types: readonly string[]): string {
  return [...new Set(types)].sort((a, b) => Number(a === 'None') - Number(b === 'None')).join(' | ')
}

/** `RecallResults` holds each `RecallResult`. */
function singular(name: string): string {
  if (name.endsWith('ies')) return `${name.slice(0, -3)}y`
  if (/(?:ss|us|is)$/.test(name)) return `${name}Item`
  if (/(?:ches|shes|xes)$/.test(name)) return name.slice(0, -2)
  return name.endsWith('s') ? name.slice(0, -1) : `${name}Item`
}

export function pascal(name: string): string {
  return name.replaceAll(/(?:^|[-_])(\w)/g, (_all, letter: string) => letter.toUpperCase())
}

/** `countTags` is `count_tags`, `rotate-key` is `rotate_key`, `from` is `from_`. */
export function snake(name: string): string {
  const plain = name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replaceAll('-', '_')
  return keywords.has(plain) ? `${plain}_` : plain
}
