/**
 * An error for a model: the code bare, the sentence between marks, since it may name cubes and keys as their makers do, and
 * what to do in terms of tools. What the owner has to allow is said bare: it holds nobody's words but ours.
 */
import { GrantError } from '../../node/index.ts'
import type { MemCubeError } from '../../core/errors.ts'
import { inMarks } from './mark-answer.ts'
import { tools } from './tools/index.ts'

/** Verbs that are tools of another name. */
const toolOfVerb: Readonly<Record<string, string>> = {
  add: 'memcube_remember',
  keys: 'memcube_list',
  show: 'memcube_list',
  log: 'memcube_history',
  proposals: 'memcube_review',
  accept: 'memcube_review',
  decline: 'memcube_review',
  'swarm list': 'memcube_swarms',
  'swarm members': 'memcube_swarms',
}

export function tellError(error: MemCubeError, mark: string): string {
  const { code, message, hint } = error
  if (error instanceof GrantError) return `${code}: ${message}\n${hint ?? ''}`
  const told = hint === undefined ? '' : `\n${inMarks(hintForTools(hint), mark)}`
  return `${code}: ${inMarks(message, mark)}${told}`
}

/** What the command line is told to do, in tools. */
function hintForTools(hint: string): string {
  return hint
    .replaceAll(/`memcube ((?:swarm )?[a-z-]+)[^`]*`/g, (whole: string, verb: string) => {
      const tool = toolOfVerb[verb] ?? `memcube_${verb}`
      return tools.some(({ name }) => name === tool)
        ? `the tool ${tool}`
        : `${whole} (for the owner of this home)`
    })
    .replaceAll(/(^|\s)--([a-z][a-z-]*)/g, (_whole, before: string, flag: string) => {
      const field = flag.replaceAll(/-([a-z])/g, (_dash, letter: string) => letter.toUpperCase())
      return `${before}\`${field}\``
    })
}
