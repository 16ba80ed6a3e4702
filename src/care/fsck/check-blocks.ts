/** Reads and hashes every block of the store, and notices on the way which cubes the blocks speak of that no record knows. */
import { countOf } from '../../home/index.ts'
import type { Signer, CubeRecord } from '../../cubes/index.ts'
import type { Stored, CallOptions } from '../../home/index.ts'
import type { HashedBlocks } from './hashed-blocks.ts'
import { createLostCubes, type LostCube } from './lost-cubes.ts'
import type { Problem } from './problem.ts'

/** How often progress is told, blocks. */
const progressBlocks = 1_000

export async function checkAllBlocks(
  node: Signer & Stored,
  records: readonly CubeRecord[],
  hashed: Pick<HashedBlocks, 'add'>,
  { signal, progress }: CallOptions,
): Promise<{ checked: number; problems: Problem[]; lost: LostCube[] }> {
  const problems: Problem[] = []
  const lost = createLostCubes(node, records)
  let checked = 0
  for await (const { cid, ok, message, data } of node.store.checkBlocks({ signal })) {
    checked++
    if (!ok)
      problems.push({
        kind: 'corrupt',
        cid: cid.toString(),
        message: message ?? 'its bytes do not have its hash',
      })
    if (data !== undefined) {
      lost.look(cid, data)
      hashed.add(cid, data)
    }
    if (checked % progressBlocks === 0) progress({ phase: 'check blocks', done: checked, unit: 'blocks' })
  }
  const found = await lost.found()
  return { checked, problems: [...problems, ...found.map(describe)], lost: found }
}

function describe({ cube, genesis, commits }: LostCube): Problem {
  return {
    kind: 'record',
    cid: cube,
    cube,
    message: `your cube "${genesis.name}" has ${countOf(commits.length, 'commit')} here and no record; \`memcube fsck --repair\` makes one from the newest commit`,
  }
}
