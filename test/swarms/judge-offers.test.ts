import { describe, expect, it } from 'vitest'
import { encodeBlock } from '../../src/core/codec/index.ts'
import type { Genesis } from '../../src/core/cube/index.ts'
import { formatDid } from '../../src/core/identity/index.ts'
import { resolve, type LoggedEvent } from '../../src/core/swarm/index.ts'
import type { Offer } from '../../src/sharing/interface.ts'
import { judgeOffers } from '../../src/swarms/mirrors/judge-offers.ts'
import { person, remove, swarmOf } from '../core/swarm/people.ts'

const { charter, sign, add } = swarmOf('alice')
const bob = sign('alice', add('bob', 'writer'), [])
const carol = sign('alice', add('carol', 'reader'), [bob])
const events = [bob, carol, sign('alice', remove('bob'), [carol])]
const teamWith = (log: LoggedEvent[]) => ({ charter, roster: () => resolve(charter, log) }) as never

const mirror = { name: `sealed-${'a'.repeat(16)}`, created: 0 } as Genesis
const offer = (
  by: string,
  more: { genesis?: Partial<Genesis>; seq?: number; peerId?: string } & Pick<Partial<Offer>, 'rosters'> = {},
): Offer => {
  const { genesis: changed, seq = 1, peerId = 'peer', ...rest } = more
  const genesis = { ...mirror, authors: [person(by).publicKey], ...changed }
  return {
    cube: encodeBlock({ by }).cid,
    genesis,
    head: { seq },
    peerId,
    rosters: undefined,
    ...rest,
  } as Offer
}
const judged = (offers: Offer[], log = events) => [...judgeOffers(offers, teamWith(log)).values()]

describe('an offered mirror', () => {
  it('is fetched when a writer can have made it, also one who left', () => {
    for (const name of ['alice', 'bob'])
      expect(judged([offer(name)])).toEqual([
        { author: formatDid(person(name).publicKey), seq: 1, peers: ['peer'] },
      ])
  })

  it('is not fetched when a reader or a stranger made it', () => {
    for (const name of ['carol', 'eve']) expect(judged([offer(name)])).toEqual([undefined])
  })

  it('is not fetched when it has not the form of one', () => {
    expect(judged([offer('alice', { genesis: { name: 'notes' } })])).toEqual([undefined])
    expect(judged([offer('alice', { rosters: [new Uint8Array()] })])).toEqual([undefined])
  })

  it('is asked of who has the newest head first, and of each once', () => {
    const offers = [
      offer('alice', { seq: 1, peerId: 'old' }),
      offer('alice', { seq: 3, peerId: 'new' }),
      offer('alice', { seq: 2, peerId: 'new' }),
    ]
    expect(judged(offers)).toMatchObject([{ seq: 3, peers: ['new', 'old'] }])
  })
})
