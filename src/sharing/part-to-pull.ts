/** What of a cube a pull is for: all of it, or a part, which is added to the one that is held. Pure. */
import type { CID } from 'multiformats/cid'
import { LIMITS } from '../core/codec/index.ts'
import type { CubeRecord, Membership } from '../cubes/index.ts'
import { invalidInput, NodeError } from '../home/index.ts'
import { SYNC_LIMITS } from '../protocols/index.ts'
import { decidePart } from './decide-pull.ts'
import type { PullOptions } from './interface.ts'

export interface WantedPart {
  /** Undefined for the whole. */
  filter: string[] | undefined
  /** Just that is held: what has changed is enough. */
  isHeld: boolean
}

/** @throws ERR_INVALID_INPUT, ERR_LIMIT */
export function partToPull(
  { team }: Membership,
  held: CubeRecord | undefined,
  { filter: asked, branches = [] }: Pick<PullOptions, 'filter' | 'branches'>,
): WantedPart {
  if (asked !== undefined && team !== undefined)
    throw invalidInput('in a swarm each member holds its cubes whole', 'pull without --filter')
  if (asked !== undefined && branches.length > 0)
    throw invalidInput('a part is one of the branch that readers read', 'name a filter or a branch')
  const most = SYNC_LIMITS.maxFilter
  const part = decidePart(held, asked && checkFilter(asked), most)
  if (part.type === 'pull') return part
  if (part.type === 'whole already')
    throw invalidInput(
      `${held?.name} is held whole: there is no part to add`,
      `\`memcube pull ${held?.name}\` without --filter brings what is newer`,
    )
  throw new NodeError('ERR_LIMIT', `a part has at most ${most} prefixes, with those that are held already`, {
    hint: 'name a shorter prefix that they have in common, or pull the whole cube',
  })
}

/** @returns the prefixes as keys are written. @throws ERR_INVALID_INPUT for one with which no key begins */
export function checkFilter(prefixes: readonly string[]): string[] {
  return prefixes.map((prefix) => {
    const normal = prefix.normalize('NFC')
    const bytes = Buffer.byteLength(normal)
    const isPrefix = normal.isWellFormed() && bytes >= 1 && bytes <= LIMITS.maxKeyBytes
    if (isPrefix && !normal.startsWith('/')) return normal
    throw invalidInput(
      `no key begins with "${prefix.slice(0, 100)}"`,
      `a filter is what keys begin with, such as postgres/: 1 to ${LIMITS.maxKeyBytes} bytes, not starting with /`,
    )
  })
}

/** Where the heads of several authors are brought together, that takes all keys. */
export function sharedInPart(cube: CID | string): NodeError {
  return new NodeError('ERR_DENIED', `${cube} has several authors: such a cube is pulled whole`, {
    hint: `\`memcube pull ${cube}\` without --filter`,
  })
}
