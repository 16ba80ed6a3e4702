/** What an agent is told when its owner has not allowed something. All of it is our words, so that it needs no marks. */
import { NodeError } from '../../home/index.ts'
import type { Grant } from '../grants.ts'

/** ERR_DENIED for want of a grant. */
export class GrantError extends NodeError {
  override name = 'GrantError'
}

/** @param does what the call does, in plain words */
export function missingGrants(does: string, missing: readonly Grant[]): GrantError {
  const quoted = missing.map((grant) => `"${grant}"`).join(' and ')
  return new GrantError(
    'ERR_DENIED',
    `this ${does}: it needs the grant${missing.length > 1 ? 's' : ''} ${quoted}, which the owner of this home has not given to agents; nothing was done`,
    { hint: howToGive(missing) },
  )
}

/** @param folders those that are granted */
export function outsideFolders(folders: readonly string[]): GrantError {
  const some = folders.length === 0 ? 'none is there' : `there are: ${JSON.stringify(folders)}`
  return new GrantError(
    'ERR_DENIED',
    `the path is, or leads, outside the folders of the grant "files" (${some}); nothing was read`,
    { hint: `Name a path inside them, or: ${howToGive(['files'])}` },
  )
}

export function insideHome(): GrantError {
  return new GrantError(
    'ERR_DENIED',
    'the path is in the home of memcube, with its keys; agents read nothing of it, and no grant allows it',
    { hint: 'Name another path.' },
  )
}

function howToGive(missing: readonly Grant[]): string {
  const flags = missing.map((grant) => `--grant ${grant === 'files' ? 'files=DIR' : grant}`).join(' ')
  return `Do not look for another way. Tell the person you work for what you want to do and why; if they agree, they run \`memcube mcp ${flags}\`, and you try again. --revoke takes it back.`
}
