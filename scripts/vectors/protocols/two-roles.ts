// Packs in which one block would have to be two things: what a key of the tree names is no memory but a node or a commit.
import type { Block } from '../../../src/core/codec/index.ts'
import { texts, VectorCube } from './sample-cube.ts'

interface OddPack {
  name: string
  cube: VectorCube
  blocks: Block[]
}

export function keysThatNameOthers(): OddPack[] {
  const content = texts(200)
  const before = new VectorCube()
  const first = before.commit(content)
  const memories = before.state().slice(before.nodes().length)
  // Its last node is far from a key that comes first.
  const node = before.nodes().at(-1)!
  const naming = (other: Block, cube: VectorCube): Block[] => {
    const commit = cube.commit(content, { others: { 'a/first': other } })
    return [commit, ...(cube.commits.length > 1 ? [first] : []), ...cube.nodes(), ...memories]
  }
  const [ofNode, ofCommit] = [new VectorCube(), before]
  return [
    { name: 'a key that names a node of the tree', cube: ofNode, blocks: naming(node, ofNode) },
    { name: 'a key that names a commit of the history', cube: ofCommit, blocks: naming(first, ofCommit) },
  ]
}
