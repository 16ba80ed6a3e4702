import type { NodeContext } from '../node/context.ts'

/** What is outside of swarms and each swarm of a home; a swarm alone where that is asked. */
export async function everyLife(node: NodeContext): Promise<NodeContext[]> {
  const spaces = node.swarms?.isAny() === true ? (await node.swarms.spaces()).list() : []
  return [node, ...spaces.map((space) => space.node)]
}
