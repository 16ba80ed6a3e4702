/** The other side of a merge in the message of the commit, which others read. */
import type { CubeShelf } from '../cube-shelf.ts'
import type { Membership, Signer } from '../needs.ts'
import type { OtherSide } from '../other-side.ts'
import { publicNameOf } from '../public-name.ts'
import { readersOf } from '../visibility.ts'

/** A CID or the beginning of one: words say more. */
const commitShape = /^bafyrei[a-z2-7]+$/
/** Of the message of another commit as much. Guess: a line of a log. */
const maxSaidChars = 80

/** `draft`, `"what its commit says"`, `crew/runbook of anna`. */
export async function sayOther(
  node: Membership & Signer & { cubes: Pick<CubeShelf, 'commit'> },
  { id, name, commit, record }: OtherSide,
): Promise<string> {
  if (record !== undefined && id === record.cube) {
    const shown = readersOf(node, record).displayName
    return record.author === node.author.did ? shown : `${shown} of ${publicNameOf(node, record.author)}`
  }
  return commitShape.test(name) ? quoted((await node.cubes.commit(commit)).message) : name
}

/** The first line of what a commit says. */
export function quoted(message: string): string {
  const [line = ''] = message.split('\n', 1)
  return `"${line.length > maxSaidChars ? `${line.slice(0, maxSaidChars - 1).toWellFormed()}…` : line}"`
}
