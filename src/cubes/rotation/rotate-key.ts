/**
 * A new author key for this home. The batch in the store decides: before it the old key is in force and the new one is
 * forgotten, after it the new key is, wherever the power goes.
 */
import { z } from 'zod'
import { formatDid } from '../../core/identity/index.ts'
import { signSuccessor } from '../../core/policy/index.ts'
import { adoptAuthorKey, dropStagedAuthorKey, stageAuthorKey } from '../../storage/index.ts'
import * as fields from '../fields.ts'
import * as named from '../named.ts'
import type { Rotates, Writes } from '../needs.ts'
import { type Chance, type InFolder, type Locks, rotationEntry } from '../../home/index.ts'
import { authorFrom, planRotation } from './plan-rotation.ts'

export const rotatedKey = z.object({
  ...named.old,
  ...named.author,
  cubes: z.array(z.object({ cube: fields.text, name: fields.text, commit: fields.text })),
})
type RotatedKey = named.Unnamed<z.infer<typeof rotatedKey>>

interface Needs extends Writes, InFolder, Rotates, Chance, Locks {}

/** @throws ERR_LIMIT, ERR_DENIED, ERR_DISK_FULL: the old key stays in force then */
export function rotateKey(node: Needs): Promise<RotatedKey> {
  // Nothing is made while the key changes, and nothing of what there is changes.
  return node.exclusive({ kind: 'create' }, async () => {
    const cubes = (await node.cubes.list()).map(({ cube }) => cube)
    const locked = cubes.reduce<() => Promise<RotatedKey>>(
      (task, cube) => () => node.exclusive(cube, task),
      () => rotate(node),
    )
    return locked()
  })
}

async function rotate(node: Writes & InFolder & Rotates & Chance): Promise<RotatedKey> {
  const old = node.author
  const seed = node.random(32)
  const fresh = authorFrom(seed, old.name, formatDid)
  const time = node.nowMs()
  const plan = await planRotation(node, fresh, signSuccessor(old.secret, seed, time))
  const { plans, records } = plan
  await stageAuthorKey(node.home, seed)
  let isInForce = false
  try {
    await node.ledger.change(...plans, {
      put: [rotationEntry({ old: old.did, new: fresh.did, time })],
      // What the old key signed stays the word of this home.
      authors: [{ did: old.did, tier: 'own', followed: false, blocked: false, successor: fresh.did }],
      audit: [{ time, kind: 'rotate-key', author: fresh.did }],
      async onDurable() {
        isInForce = true
        node.adoptAuthor(fresh)
        await adoptAuthorKey(node.home)
      },
    })
  } catch (error) {
    if (!isInForce) await dropStagedAuthorKey(node.home)
    throw error
  }
  return {
    old: old.did,
    author: fresh.did,
    cubes: records.map(({ cube, name, commit }) => ({ cube, name, commit: commit.toString() })),
  }
}
