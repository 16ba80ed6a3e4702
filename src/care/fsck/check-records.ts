/** Every record parses, and every cube that a head was accepted of has its record. */
import { parseHead } from '../../core/cube/index.ts'
import type { RecordCheck } from '../../storage/index.ts'
import type { Stored } from '../../home/index.ts'
import type { Problem } from './problem.ts'

/** What is lost with a record of each space. */
const losses: Readonly<Record<string, string>> = {
  cubes: 'what this home knows about a cube; it can be made again from its signed head',
  heads: 'the highest head that was accepted of an author',
  authors: 'what you decided about an author: trust, follow, block, nickname',
  peers: 'addresses of peers; they are learned again',
  outbox: 'an announcement; the cube is announced again with its next change',
  follows: 'that you follow something',
}

/** Stubs of cubes that are not kept here, by cube id. */
const awayPrefix = 'away/'

export async function checkRecords(node: Stored): Promise<Problem[]> {
  const problems: Problem[] = []
  const cubes = new Set<string>()
  const marked = new Map<string, boolean>()
  for await (const record of node.store.checkRecords()) {
    if (!record.ok) problems.push(damaged(record))
    if (record.space === 'cubes') cubes.add(record.key)
    // An archived or evicted cube has a stub for a record, on purpose.
    else if (record.space === 'meta' && record.key.startsWith(awayPrefix))
      cubes.add(record.key.slice(awayPrefix.length))
    else if (record.space === 'heads' && record.ok)
      marked.set(cubeOf(record.key), (marked.get(cubeOf(record.key)) ?? false) || hasHead(record.value))
  }
  for (const [cube, isHead] of marked) if (!cubes.has(cube) && isHead) problems.push(withoutRecord(cube))
  return problems
}

function damaged({ space, key, message }: RecordCheck): Problem {
  const cube = space === 'cubes' ? key : space === 'heads' ? cubeOf(key) : undefined
  return {
    kind: 'record',
    cid: cube ?? '',
    message: `the record ${space}/${key} is damaged (${message ?? 'unreadable'}): ${losses[space] ?? 'a note of this node'}`,
    ...(cube !== undefined && { cube }),
  }
}

function withoutRecord(cube: string): Problem {
  return {
    kind: 'record',
    cid: cube,
    cube,
    message: 'a head of this cube was accepted, and its record is not there',
  }
}

function cubeOf(name: string): string {
  return name.slice(0, Math.max(0, name.indexOf('/')))
}

/** A withdrawal names no commits: from it no record can be made. */
function hasHead(mark: unknown): boolean {
  try {
    parseHead((mark as { head: Uint8Array }).head)
    return true
  } catch {
    return false
  }
}
