/** Why a cube is not pulled, in words that a person can act on. Pure. */
import { formatDid } from '../core/identity/index.ts'
import { NodeError, notFound, countOf } from '../home/index.ts'
import type { Gathered } from './gather.ts'
import type { HeadChoice } from './choose-head.ts'
import type { SignedWithdrawal } from './keep-withdrawal.ts'
import type { Target } from './pull-target.ts'

export function nobodyHas({ cube }: Target, peers: readonly string[], { failed }: Gathered): Error {
  const [first] = failed
  if (first !== undefined && failed.length === peers.length) return first.error
  return notFound(
    `none of ${countOf(peers.length, 'connected node')} offers ${cube}`,
    'its seeds may be away: try again later, or name a node with `memcube pull CUBE --from ADDRESS`',
  )
}

export function takenBack({ cube }: Pick<Target, 'cube'>, gone: readonly SignedWithdrawal[]): Error {
  const who = [...new Set(gone.map(({ withdrawal }) => formatDid(withdrawal.author)))]
  return notFound(
    `${cube} was taken back by its author ${who.join(', ')}: they publish it no longer`,
    'a node that still offers it has an older state; ask the author whether it will be back',
  )
}

export function refusalOf(
  choice: Exclude<HeadChoice, { type: 'pull' } | { type: 'current' }>,
  { cube }: Pick<Target, 'cube'>,
): Error {
  switch (choice.type) {
    case 'rollback':
      return new NodeError(
        'ERR_ROLLBACK',
        `every reachable peer offers ${cube} at sequence ${choice.got}; ${choice.have} was accepted here before`,
        {
          hint: 'nothing was changed; ask the author, or wait for a peer with the newer head',
        },
      )
    case 'forked':
      return new NodeError(
        'ERR_UNVERIFIABLE',
        `the author of ${cube} signed two heads with sequence ${choice.offer.head.seq}`,
        {
          hint: 'the head held here stays; ask the author: a key may be used on two machines, or be stolen',
        },
      )
    case 'quarantine':
      return new NodeError('ERR_UNVERIFIABLE', `the head of ${cube} jumps to sequence ${choice.got}`, {
        hint: 'nothing was changed; ask the author',
      })
    case 'nothing':
      return notFound(`nobody offers ${cube}`, 'try again later')
  }
}
