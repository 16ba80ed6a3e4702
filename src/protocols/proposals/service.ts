// The shell of the proposals protocol: streams from and to peers, one agreement and one request each.
import { anySignal } from '../../core/signals/index.ts'
import { withAgreement } from '../with-agreement.ts'
import { cutError, type Channel } from '../../network/index.ts'
import { errorOfPeer, ProtocolError, refusalError } from '../errors.ts'
import type { Agreement } from '../handshake/agreement.ts'
import { dealings, outsideAgreement } from '../handshake/dealings.ts'
import type { CallOptions, ProposalsDeps, ProposalsService } from '../interface.ts'
import { PROPOSAL_LIMITS, PROPOSALS_PROTOCOL } from './limits.ts'
import { encodeMessage, parseKeeperMessage, type AskerMessage, type KeeperMessage } from './messages.ts'
import type { ProposalItem, ProposalPage, ProposalQuery } from './ports.ts'
import { createRates } from './rates.ts'
import { KeptStream } from './serve.ts'
import type { KeeperRefuses } from './state.ts'

export function createProposals(deps: ProposalsDeps): ProposalsService {
  return new Proposals(deps)
}

type Answer<T extends KeeperMessage['type']> = Extract<KeeperMessage, { type: T }>

class Proposals implements ProposalsService {
  readonly #deps: ProposalsDeps
  readonly #stopping = new AbortController()

  constructor(deps: ProposalsDeps) {
    this.#deps = deps
  }

  start(): void {
    const { network, handshake, book, logger, now } = this.#deps
    const rates = {
      offers: createRates(PROPOSAL_LIMITS.offersPerPeer),
      questions: createRates(PROPOSAL_LIMITS.questionsPerPeer),
    }
    const deps = { book, logger, now, stopping: this.#stopping.signal, rates }
    network.handle(
      PROPOSALS_PROTOCOL,
      (channel, peerId) => {
        const agreement = handshake.agreed(peerId)
        return new KeptStream(deps, channel, agreement?.hash, agreement && refusesOf(agreement, peerId)).run()
      },
      { maxInboundStreams: PROPOSAL_LIMITS.maxStreamsPerPeer },
    )
  }

  stop(): Promise<void> {
    this.#stopping.abort(new ProtocolError('ERR_ABORTED', 'the node is stopping'))
    return Promise.resolve()
  }

  async offer(peerId: string, item: ProposalItem, options: CallOptions = {}): Promise<void> {
    await this.#request(peerId, { type: 'offer', ...item }, 'stored', options)
  }

  async list(peerId: string, query: ProposalQuery, options: CallOptions = {}): Promise<ProposalPage> {
    const { type: _, ...page } = await this.#request(peerId, { type: 'list', ...query }, 'records', options)
    if (page.items.length <= query.limit) return page
    throw new ProtocolError('ERR_UNVERIFIABLE', 'the peer sent more records than were asked for')
  }

  async #request<T extends KeeperMessage['type']>(
    peerId: string,
    message: AskerMessage,
    expected: T,
    { signal: given }: CallOptions,
  ): Promise<Answer<T>> {
    const { handshake } = this.#deps
    const bounds = [this.#stopping.signal, AbortSignal.timeout(PROPOSAL_LIMITS.answerMs)]
    const signal = anySignal(given === undefined ? bounds : [...bounds, given])
    return withAgreement(handshake, peerId, signal, (agreement) =>
      this.#once(peerId, agreement, message, expected, signal),
    )
  }

  async #once<T extends KeeperMessage['type']>(
    peerId: string,
    agreement: Agreement,
    message: AskerMessage,
    expected: T,
    signal: AbortSignal,
  ): Promise<Answer<T>> {
    const { hash, versions } = agreement
    const { reads, isRead } = dealings(agreement, peerId)
    if (message.type === 'offer' ? !isRead : !reads) throw refusalError(outsideAgreement(agreement))
    if (versions['proposals'] === undefined)
      throw new ProtocolError(
        'ERR_INCOMPATIBLE',
        `the peer ${peerId} takes no proposals: its version is older`,
      )
    const channel = await this.#deps.network.open(peerId, PROPOSALS_PROTOCOL, { signal })
    try {
      await channel.write(encodeMessage({ type: 'open', agreement: hash }), { signal })
      await channel.write(encodeMessage(message), { signal })
      const answer = await readAnswer(channel, signal)
      await channel.close({ signal }).catch(() => undefined)
      if (answer.type === 'refused') throw errorOfPeer(answer.refusal)
      if (answer.type === expected) return answer as Answer<T>
      throw new ProtocolError('ERR_UNVERIFIABLE', `expected "${expected}" of the peer, got "${answer.type}"`)
    } catch (error) {
      channel.abort(error instanceof Error ? error : new Error(String(error)))
      throw error
    }
  }
}

/** Records are taken from a peer whose writing is read here, and given to one that reads what is written here. */
function refusesOf(agreement: Agreement, peerId: string): KeeperRefuses {
  const { reads, isRead } = dealings(agreement, peerId)
  const refusal = outsideAgreement(agreement)
  return { offer: reads ? undefined : refusal, list: isRead ? undefined : refusal }
}

async function readAnswer(channel: Channel, signal: AbortSignal): Promise<KeeperMessage> {
  const frame = await channel.read({ signal })
  if (frame === undefined) throw cutError('the peer ended the stream without an answer')
  return parseKeeperMessage(frame)
}
