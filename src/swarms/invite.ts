/** Makes an invitation: a word that lets one in, once, and the event of the log by which every admin's door knows it. */
import { z } from 'zod'
import { formatInvitation, invitationKey, type Role } from '../core/swarm/index.ts'
import { type Chance, type Clock, NodeError } from '../home/index.ts'
import { fields } from '../cubes/index.ts'
import { requireAdmin } from './members.ts'
import type { Space } from './life.ts'

/** An invitation is good for this long unless told. */
export const defaultTtlMs = 72 * 3_600_000
export const maxTtlMs = 30 * 24 * 3_600_000

export const invited = z.object({
  invite: fields.text,
  id: fields.text,
  /** ISO 8601. */
  expires: fields.text,
  role: fields.text,
})
type Invited = z.infer<typeof invited>

/** @throws ERR_DENIED to who is no admin, ERR_UNREACHABLE while no daemon runs */
export async function inviteTo(
  node: Clock & Chance,
  { team, live }: Space,
  { role, ttlMs, auto }: { role: Role; ttlMs: number; auto: boolean },
): Promise<Invited> {
  requireAdmin(team)
  const doors = live?.doors() ?? []
  if (doors.length === 0)
    throw new NodeError(
      'ERR_UNREACHABLE',
      'an invitation says where members are, and no daemon runs for this home',
      {
        hint: 'start one with `memcube daemon`, and invite again',
      },
    )
  const expires = node.nowMs() + ttlMs
  const invitation = { swarm: team.swarm, secret: node.random(32), expires, role, doors }
  const { publicKey } = invitationKey(invitation)
  await team.append({ kind: 'invite', invitation: publicKey, role, expires, auto })
  live?.tell()
  const made = team.roster().invitations.find((one) => Buffer.compare(one.invitation, publicKey) === 0)
  return {
    invite: formatInvitation(invitation),
    id: made?.id ?? '',
    expires: new Date(expires).toISOString(),
    role,
  }
}
