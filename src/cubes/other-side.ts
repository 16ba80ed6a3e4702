/** What a person means by REV or CUBE2: a revision of the cube, or the current state of another cube of the home. */
import type { CID } from 'multiformats/cid'
import { MemCubeError } from '../core/errors.ts'
import type { Reads, Trust } from './needs.ts'
import { type Clock, notFound } from '../home/index.ts'
import type { CubeRecord } from './cube-record.ts'
import { requireWhole } from './part.ts'
import { resolveRevision } from './revision.ts'

export interface OtherSide {
  /** What stays the same when the other side moves on: a cube id, or the revision as it was given. */
  id: string
  /** As a person calls it. */
  name: string
  commit: CID
  /** The cube that the commit belongs to, where it is in this home. */
  record: CubeRecord | undefined
}

/** A revision of `record` first, then a cube. @throws ERR_NOT_FOUND for what is neither */
export async function resolveOther(
  node: Reads & Trust & Clock,
  record: CubeRecord,
  text: string,
): Promise<OtherSide> {
  const revision = await orMissing(resolveRevision(node, record, text))
  if (!(revision instanceof MemCubeError)) {
    const { cube } = await node.cubes.commit(revision)
    return { id: text, name: text, commit: revision, record: await node.cubes.get(cube.toString()) }
  }
  const other = await node.cubes.find(text)
  if (other !== undefined) requireWhole(other)
  if (other !== undefined) return { id: other.cube, name: other.name, commit: other.commit, record: other }
  // The revision may be a date before the first commit, or a branch that is not held here: its own words say so.
  throw notFound(
    `${revision.message}, and no cube of this home is called "${text}"`,
    `${revision.hint ?? `see \`memcube branch ${record.name}\``}; \`memcube list\` shows cubes, \`memcube pull\` fetches one`,
  )
}

/** @returns what is wrong with it where it is not there */
async function orMissing(found: Promise<CID>): Promise<CID | MemCubeError> {
  try {
    return await found
  } catch (error) {
    if (error instanceof MemCubeError && error.code === 'ERR_NOT_FOUND') return error
    throw error
  }
}
