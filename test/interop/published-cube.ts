/** A cube worth reading by others: several commits, a tree of several levels, and a memory in blocks of its own. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { MemCubeNode } from '../../src/node/index.ts'
import { temporaryFolder } from '../helpers/temporary-home.ts'

const IMPORTED = 300
export const MEMORIES = IMPORTED + 2

/** Longer than a memory holds inline: its bytes are a UnixFS file of several blocks. */
export const LONG_TEXT = 'A long memory is cut into blocks of its own. '.repeat(5_000)

export interface Published {
  cube: string
  head: string
  ticket: string
  providers: number
}

/** @param swarm in which the cube is made */
export async function publishNotes(node: MemCubeNode, swarm?: string): Promise<Published> {
  const cube = swarm === undefined ? 'notes' : `${swarm}/notes`
  await node.call('create', { name: 'notes', topics: ['zoo'], ...(swarm && { swarm }) })
  const path = join(await temporaryFolder(), 'notes.jsonl')
  const lines = Array.from({ length: IMPORTED }, (_, i) =>
    JSON.stringify({ key: `n/${i}`, body: `note ${i}` }),
  )
  await writeFile(path, lines.join('\n'))
  await node.call('import', { cube, path })
  await node.call('add', { cube, key: 'long', text: LONG_TEXT })
  await node.call('add', { cube, key: 'short', text: 'A short one.' })
  return node.call('publish', { cube })
}
