import type { Life } from './life.ts'

/** What is outside of swarms and each swarm of a home; a swarm alone where that is asked. */
export async function everyLife(node: Life): Promise<Life[]> {
  const spaces = node.swarms?.isAny() === true ? (await node.swarms.spaces()).list() : []
  return [node, ...spaces.map((space) => space.node)]
}
