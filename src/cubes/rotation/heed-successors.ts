/** What a person decided about an author goes with that author to their next key. */
import { z } from 'zod'
import { formatDid } from '../../core/identity/index.ts'
import type { Authors } from '../../core/policy/index.ts'
import * as fields from '../fields.ts'
import * as named from '../named.ts'
import type { AuthorRecord } from '../tier.ts'
import type { Changes, Signer, Trust } from '../needs.ts'
import type { Clock, Logs } from '../../home/index.ts'

export const succession = z.object({
  ...named.old,
  new: fields.text,
  nickname: fields.text.optional(),
})
export type Succession = named.Unnamed<z.infer<typeof succession>>

interface Needs extends Signer, Trust, Changes, Logs, Clock {}

/** Carries over what was said of old keys; the successors were verified with the rosters that name them. Idempotent. */
export async function heedSuccessors(node: Needs, { rosters }: Authors): Promise<Succession[]> {
  const carried: Succession[] = []
  for (const { successor } of rosters) {
    if (successor === undefined) continue
    const [old, fresh] = [formatDid(successor.old), formatDid(successor.new)]
    const known = await node.authors.get(old)
    if (known === undefined || known.successor !== undefined || old === node.author.did) continue
    await carryOver(node, known, fresh)
    carried.push({ old, new: fresh, ...(known.nickname !== undefined && { nickname: known.nickname }) })
  }
  return carried
}

async function carryOver(
  node: Trust & Changes & Logs & Clock,
  known: AuthorRecord,
  fresh: string,
): Promise<void> {
  const { nickname: _nickname, ...rest } = known
  const next = (await node.authors.get(fresh)) ?? { ...known, did: fresh }
  await node.ledger.change({
    authors: [
      { ...next, blocked: next.blocked || known.blocked },
      { ...rest, followed: false, successor: fresh },
    ],
    audit: [{ time: node.nowMs(), kind: 'successor', author: fresh }],
  })
  node.log.info(
    { old: known.did, new: fresh },
    'an author has a new key; what was said of the old one goes with it',
  )
}
