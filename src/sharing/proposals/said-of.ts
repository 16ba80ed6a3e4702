/** What was said of a proposal and its other revisions, as it is shown: without those who are blocked here. */
import { type Reads, type Trust, isShunned } from '../../cubes/index.ts'
import { heldComments, type HeldProposal } from '../../cubes/proposals/index.ts'

interface Said {
  author: string
  time: number
  text: string
  /** The revision that it was said of. */
  proposal: string
}

/** Oldest first. */
export async function saidOf(node: Reads & Trust, { upstream, proposal }: HeldProposal): Promise<Said[]> {
  const said: Said[] = []
  for (const { author, comment } of await heldComments(node.store, upstream, proposal.fork.toString()))
    if (!(await isShunned(node, author)))
      said.push({ author, time: comment.time, text: comment.text, proposal: comment.proposal.toString() })
  return said
}
