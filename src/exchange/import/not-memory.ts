/**
 * What a format holds that is no memory: paths in its document, each with the reason. Pure.
 *
 * A path is made of property names, `[]` for the elements of a list and `*` for any one name, joined by dots:
 * `agents[].tool_ids`. It speaks for all that stands below it. One that begins with `**.` holds at any depth. In a format
 * of lines, the path begins at the line; in an archive with the name of the file and a colon (`users.json:`).
 */
export type NotMemory = Readonly<Record<string, string>>

/** The steps of a path: `agents[].id` is `agents`, `[]`, `id`. */
export type Path = readonly string[]

/** Vectors of other models: large, and of no use to ours. They are made anew here. */
export const otherVectors: NotMemory = {
  '**.embedding': 'a vector of another model',
  '**.embeddings': 'vectors of another model',
  '**.vector': 'a vector of another model',
  '**.vectors': 'vectors of another model',
}

export function isNotMemory(path: Path, notMemory: NotMemory): boolean {
  return patternsOf(notMemory).some((pattern) =>
    pattern[0] === '**'
      ? path.some((_, at) => startsWith(path.slice(at), pattern.slice(1)))
      : startsWith(path, pattern),
  )
}

/** Why all that stands at a path is no memory; undefined where it may be one. */
export function whyNotMemory(path: Path, notMemory: NotMemory): string | undefined {
  return Object.entries(notMemory).find(
    ([pattern]) => !pattern.startsWith('**.') && startsWith(path, parsePath(pattern)),
  )?.[1]
}

/** The value without what is no memory; undefined when nothing is left of it. */
export function withoutNotMemory(value: unknown, path: Path, notMemory: NotMemory): unknown {
  if (isNotMemory(path, notMemory)) return undefined
  if (Array.isArray(value))
    return value.map((item) => withoutNotMemory(item, [...path, '[]'], notMemory) ?? null)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, item]) => [name, withoutNotMemory(item, [...path, name], notMemory)] as const)
      .filter(([, item]) => item !== undefined),
  )
}

/** Whether any text stands in a value, names included that a program chose. */
export function holdsText(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() !== ''
  if (Array.isArray(value)) return value.some(holdsText)
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsText)
}

const parsed = new WeakMap<NotMemory, Path[]>()

function patternsOf(notMemory: NotMemory): Path[] {
  const known = parsed.get(notMemory) ?? Object.keys(notMemory).map(parsePath)
  parsed.set(notMemory, known)
  return known
}

function parsePath(path: string): Path {
  return path.match(/^[^:]+:|\[\]|[^.[\]]+/g) ?? []
}

function startsWith(path: Path, pattern: Path): boolean {
  return (
    pattern.length <= path.length &&
    pattern.every((step, at) => step === path[at] || isAnyName(step, path[at]))
  )
}

function isAnyName(step: string, name: string | undefined): boolean {
  return step === '*' && name !== undefined && name !== '[]'
}
