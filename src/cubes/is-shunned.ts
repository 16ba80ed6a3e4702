import type { Trust } from './needs.ts'
import { isShunnedAuthor } from './tier.ts'

/** Whether nothing of an author is fetched, shown or passed on here. */
export async function isShunned(node: Trust, did: string): Promise<boolean> {
  const author = await node.authors.get(did)
  return author !== undefined && isShunnedAuthor(author)
}
