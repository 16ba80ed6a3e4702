/** Which server has the index of a home, or shall have it, and with which password. */
import type { ServerOptions } from '../recall/index.ts'
import { parseRecallTarget } from '../recall/server/index.ts'
import { loadSecretLine, type Home } from '../storage/index.ts'

/** Without a target, an index that is at a server comes back. @throws ERR_DENIED, ERR_INVALID_INPUT */
export async function recallServerOf(
  { paths, config }: Pick<Home, 'paths' | 'config'>,
  owner: string,
): Promise<ServerOptions> {
  const target = config.recall === undefined ? undefined : parseRecallTarget(config.recall)?.text
  const password = await loadSecretLine(paths.recallKey)
  return { owner, ...(target !== undefined && { target }), ...(password !== undefined && { password }) }
}
