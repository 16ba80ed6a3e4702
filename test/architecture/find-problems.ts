/** The rules of `src/ARCHITECTURE.md` as code. Each problem is one line: the file, and what it must not do. */
import type { Import, SourceFile } from './source-file.ts'

const GROUND = ['core', 'storage', 'network', 'recall', 'protocols']

/** What each room may import besides itself; everything below it, and never sideways. */
const MAY_IMPORT: Record<string, string[]> = {
  core: [],
  storage: ['core'],
  network: ['core'],
  recall: ['core'],
  protocols: ['core', 'storage', 'network', 'recall'],
  home: GROUND,
  cubes: [...GROUND, 'home'],
  finding: [...GROUND, 'home', 'cubes'],
  sharing: [...GROUND, 'home', 'cubes', 'finding'],
  care: [...GROUND, 'home', 'cubes', 'finding', 'sharing'],
  exchange: [...GROUND, 'home', 'cubes', 'finding', 'sharing'],
  swarms: [...GROUND, 'home', 'cubes', 'finding', 'sharing', 'care'],
  node: [...GROUND, 'home', 'cubes', 'finding', 'sharing', 'care', 'exchange', 'swarms'],
  // One call to the node, the errors it throws, and the files by which a command finds the daemon: nothing else.
  interfaces: ['core', 'home', 'node'],
  // Runs in a browser, and knows the API alone: of the rest the types of its client.
  page: [],
  // The public API names what the layers export.
  'index.ts': [...GROUND, 'node'],
}

/** Parts of Node without IO, clock or randomness that the core may use. */
const PURE_NODE = ['node:crypto', 'node:buffer']
const PURE_FILE = /^(core\/|protocols\/.*\b(state|messages)\.ts$|(.*\/)?(decide|choose)-[a-z-]+\.ts$)/
/** Files that decide: all that they need is given to them, so they wait for nothing and reach nothing. */
const DECISION_FILE = /\/(decide|choose)-[a-z-]+\.ts$/
const WAITING_CODE = /\b(async|await|Promise)\b/
const OUT_OF_REACH = ['storage', 'network', 'recall', 'node']
const IMPURE_CODE =
  /\b(Date\.now|new Date\(\)|Math\.random|performance\.now|process\.hrtime|setTimeout|setInterval|setImmediate|randomBytes|randomUUID|randomInt|getRandomValues)\b/
const EDGE_CODE = /\b(console\.|process\.env\b|process\.exit\b|process\.exitCode\b|process\.argv\b)/
/** Records and events of cubes and authors: everybody else gives the ledger a plan. */
const LEDGER_FILE = 'cubes/ledger.ts'
const LEDGER_CODE = /\bspace: '(cubes|authors)'|\bemit\('(cubeChanged|authorChanged)'/
/** It holds some signals for ever; what is there does not. */
const ANY_SIGNAL_FILE = 'core/signals/any-signal.ts'
const ANY_SIGNAL_CODE = /\bAbortSignal\.any\b/
const EMPTY_WORDS = /(^|[/.-])(utils?|helpers?|commons?|managers?|misc)(?=$|[/.-])/

export function findProblems(files: SourceFile[]): string[] {
  return files.flatMap((file) => [
    ...file.imports.flatMap((imported) => importProblems(file.path, imported)),
    ...codeProblems(file),
    ...nameProblems(file.path),
  ])
}

function importProblems(path: string, imported: Import): string[] {
  const problem = imported.local
    ? (arrowProblem(path, imported) ?? doorProblem(path, imported))
    : packageProblem(path, imported)
  return problem === undefined ? [] : [`${path} ${problem}`]
}

function arrowProblem(path: string, { target, typesOnly }: Import): string | undefined {
  if (target.startsWith('../'))
    return target === '../package.json' ? undefined : `imports ${target}, outside src/`
  if (target === 'index.ts') return 'imports src/index.ts, which is for other programs'
  const [from, to] = [topOf(path), topOf(target)]
  if (!typesOnly && DECISION_FILE.test(path) && OUT_OF_REACH.includes(to))
    return `decides and imports ${target}`
  if (from === to) return from === 'interfaces' ? interfaceProblem(path, target) : undefined
  if (from === 'page' && typesOnly && target === 'interfaces/client/calls.ts') return undefined
  // Pure, and of no other file: what differs between two texts.
  if (from === 'page' && target === 'core/diff/index.ts') return undefined
  const allowed = MAY_IMPORT[from]
  if (allowed === undefined) return `is in ${from}, which the map does not have`
  return allowed.includes(to) ? undefined : `imports ${target}: ${from} must not import ${to}`
}

/**
 * A room is entered by its `index.ts` or that of a folder in it. What is loaded only when it is wanted is named by its file,
 * for an index would load all beside it; so are the files of a home that a quick command reads.
 */
function doorProblem(path: string, { target, lazy }: Import): string | undefined {
  const [from, to] = [topOf(path), topOf(target)]
  if (from === to || lazy || target.startsWith('../') || from === 'index.ts') return undefined
  if (/^[a-z]+\/([a-z-]+\/)?index\.ts$/.test(target) || target === 'core/errors.ts') return undefined
  if (from === 'interfaces' && to === 'home') return undefined
  // What it may import is said above, file by file.
  if (from === 'page') return undefined
  return `imports ${target}, and not the index.ts of its room`
}

/** The folders of interfaces do not know each other; a file beside them may bring them together. */
function interfaceProblem(path: string, target: string): string | undefined {
  const [from, to] = [path, target].map((name) => name.split('/').slice(1, -1)[0])
  if (from === undefined || to === undefined || from === to) return undefined
  return `imports ${target}: interfaces must not import each other`
}

function packageProblem(path: string, { target, typesOnly }: Import): string | undefined {
  if (!PURE_FILE.test(path)) return undefined
  if (target.startsWith('node:') && !PURE_NODE.includes(target)) return `is pure and imports ${target}`
  if (/^(libp2p|helia|level)$|^@(libp2p|helia)\//.test(target) && !typesOnly)
    return `is pure and imports ${target}`
  return undefined
}

function codeProblems({ path, code }: SourceFile): string[] {
  const problems: string[] = []
  const impure = IMPURE_CODE.exec(code)
  if (impure !== null && PURE_FILE.test(path)) problems.push(`${path} is pure and uses ${impure[0]}`)
  const waiting = WAITING_CODE.exec(code)
  if (waiting !== null && DECISION_FILE.test(path)) problems.push(`${path} decides and uses ${waiting[0]}`)
  const written = LEDGER_CODE.exec(code)
  if (written !== null && path !== LEDGER_FILE && !path.startsWith('storage/'))
    problems.push(`${path} has ${written[0]}, which belongs to ${LEDGER_FILE}`)
  if (ANY_SIGNAL_CODE.test(code) && path !== ANY_SIGNAL_FILE)
    problems.push(`${path} uses AbortSignal.any, in whose place anySignal of ${ANY_SIGNAL_FILE} is`)
  const edge = EDGE_CODE.exec(code)
  if (edge !== null && !path.startsWith('interfaces/cli/'))
    problems.push(`${path} uses ${edge[0]}, which belongs to interfaces/cli`)
  return problems
}

function nameProblems(path: string): string[] {
  const problems: string[] = []
  if (EMPTY_WORDS.test(path)) problems.push(`${path} has a name that says nothing`)
  if (!/^([a-z0-9]+(-[a-z0-9]+)*\/)*[a-z0-9]+(-[a-z0-9]+)*(\.d)?\.tsx?$/.test(path))
    problems.push(`${path} is not in kebab-case`)
  return problems
}

function topOf(path: string): string {
  return path.split('/')[0] ?? ''
}
