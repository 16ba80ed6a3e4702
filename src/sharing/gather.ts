import { anySignal } from '../core/signals/index.ts'
import { cidFor, DAG_CBOR } from '../core/codec/index.ts'
import { parseGenesis, parseWithdrawal } from '../core/cube/index.ts'
import { MemCubeError } from '../core/errors.ts'
import { turns } from '../network/index.ts'
import type { HeadItem, HeadsQuery } from '../protocols/index.ts'
import { headIn } from '../cubes/index.ts'
import type { SignedWithdrawal } from './keep-withdrawal.ts'
import type { NetworkServices } from './services.ts'
import type { Offer } from './interface.ts'

/** A peer that has not answered by then is passed over. Guess. */
const answerMs = 10_000
const pageItems = 64
/** Pages read from one peer; with 64 a page this is 1,024 cubes. And from all together, at least one of each. Guesses. */
const maxPages = 16
const maxPagesOfAll = 128

export interface Gathered {
  offers: Offer[]
  /** Authors who have taken a cube back, by what peers have. */
  withdrawals: SignedWithdrawal[]
  /** Peers that were asked and did not answer, with why. */
  failed: { peerId: string; error: MemCubeError }[]
}

/** Asks all peers side by side. @throws when the caller's signal aborts. */
export async function gatherOffers(
  services: NetworkServices,
  peers: readonly string[],
  query: Omit<HeadsQuery, 'limit'>,
  signal: AbortSignal,
): Promise<Gathered> {
  const gathered: Gathered = { offers: [], withdrawals: [], failed: [] }
  const pages = Math.max(1, Math.min(maxPages, Math.floor(maxPagesOfAll / Math.max(1, peers.length))))
  await Promise.all(
    peers.map(async (peerId) => {
      try {
        const bounded = anySignal([signal, AbortSignal.timeout(answerMs)])
        const { offers, withdrawals } = await askPeer(services, peerId, query, pages, bounded)
        gathered.offers.push(...offers)
        gathered.withdrawals.push(...withdrawals)
      } catch (error) {
        signal.throwIfAborted()
        const known =
          error instanceof MemCubeError
            ? error
            : new MemCubeError('ERR_TIMEOUT', `${peerId} did not answer`, { cause: error })
        gathered.failed.push({ peerId, error: known })
      }
    }),
  )
  return gathered
}

async function askPeer(
  { sync }: NetworkServices,
  peerId: string,
  query: Omit<HeadsQuery, 'limit'>,
  pages: number,
  signal: AbortSignal,
): Promise<Pick<Gathered, 'offers' | 'withdrawals'>> {
  const offers: Offer[] = []
  const withdrawals: SignedWithdrawal[] = []
  let cursor: string | undefined
  for (let page = 0; page < pages; page++) {
    const answer = await sync.heads(
      peerId,
      { ...query, limit: pageItems, ...(cursor !== undefined && { cursor }) },
      { signal },
    )
    for (const item of answer.items) {
      offers.push(...toOffers(peerId, item))
      withdrawals.push(...withdrawalsIn(item))
      if (turns.isOver()) await turns.next()
    }
    cursor = answer.cursor
    if (cursor === undefined) break
  }
  return { offers, withdrawals }
}

function withdrawalsIn({ head, heads = [] }: HeadItem): SignedWithdrawal[] {
  return [head, ...heads].flatMap((bytes) =>
    headIn(bytes) === undefined ? [{ withdrawal: parseWithdrawal(bytes), bytes }] : [],
  )
}

/** One for each author's head. A withdrawal is no offer. */
export function toOffers(peerId: string, item: HeadItem): Offer[] {
  const { genesis: genesisBytes, hint, rosters, heads = [] } = item
  const cube = cidFor(DAG_CBOR, genesisBytes)
  const genesis = parseGenesis(genesisBytes)
  return [item.head, ...heads].flatMap((bytes) => {
    const head = headIn(bytes)
    return head === undefined ? [] : [{ peerId, cube, genesis, genesisBytes, head, bytes, hint, rosters }]
  })
}
