/** Source files as the architecture test sees them: where each is, what it imports, and its code without comments. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'

export interface SourceFile {
  /** Relative to `src/`, with forward slashes. */
  path: string
  /** Without comments, which may name what code may not. */
  code: string
  imports: Import[]
}

export interface Import {
  /** Relative to `src/` for a file of this project, else the name as written. */
  target: string
  local: boolean
  typesOnly: boolean
  /** Only when it is wanted, by `import()`. */
  lazy: boolean
}

/** Statements, dynamic imports, and worker files named by URL; an import type inside a type counts as well. */
const IMPORTS = [
  /^\s*(?<keyword>import|export)\b(?<clause>[^'";]*?)\bfrom\s*['"](?<name>[^'"]+)['"]/gm,
  /^\s*import\s*['"](?<name>[^'"]+)['"]/gm,
  /\bimport\(\s*['"](?<name>[^'"]+)['"]\s*\)/g,
  /\bnew URL\(\s*['"](?<name>\.[^'"]+\.[jt]s)['"]/g,
]

export function parseSource(path: string, text: string): SourceFile {
  const code = text
    .split('\n')
    .map((line) => (/^\s*(\/\/|\/\*|\*)/.test(line) ? '' : line.replace(/\s\/\/ .*$/, '')))
    .join('\n')
  const imports = IMPORTS.flatMap((pattern) => [...code.matchAll(pattern)]).map((found) => {
    const { name = '', clause = '' } = found.groups ?? {}
    const local = name.startsWith('.')
    const target = local ? posix.join(posix.dirname(path), name) : name
    return { target, local, typesOnly: /^\s*type\b/.test(clause), lazy: found[0].startsWith('import(') }
  })
  return { path, code, imports }
}

export function readSources(dir: string): SourceFile[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /\.tsx?$/.test(path))
    .sort()
    .map((path) => parseSource(path, readFileSync(join(dir, path), 'utf8')))
}
