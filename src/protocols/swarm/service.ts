/** Keeps members of a swarm on one log: everybody tells whom they are connected with, at once and again now and then. */
import { setTimeout as pause } from 'node:timers/promises'
import type { CID } from 'multiformats/cid'
import { anySignal } from '../../core/signals/index.ts'
import { bytesEqual } from '../../core/codec/index.ts'
import type { Channel, NetworkHost } from '../../network/index.ts'
import type { ProtocolLogger } from '../interface.ts'
import { ProtocolError } from '../errors.ts'
import { TEAM_LIMITS } from './limits.ts'
import { encodeTeamMessage, parseTeamMessage, TEAM_PROTOCOL, type TeamMessage } from './messages.ts'
import { Pace } from './pace.ts'

const { maxRounds, exchangeMs } = TEAM_LIMITS
/** How often it tells also when nothing happened: what got lost is made good. Guess. */
const againMs = 10_000

export interface TeamPorts {
  /** What this member says to a peer that has these events; `have` is undefined where that is not known. */
  say(peerId: string, have: readonly CID[] | undefined): TeamMessage
  /** Takes what a peer said. @returns whether anything was new @throws when it is not true */
  hear(peerId: string, message: TeamMessage): Promise<boolean>
}

interface TeamServiceDeps {
  network: NetworkHost
  logger: ProtocolLogger
  ports: TeamPorts
  pace?: Pace
}

export class TeamService {
  readonly #deps: TeamServiceDeps
  readonly #pace: Pace
  readonly #stopping = new AbortController()
  /** Exchanges under way, and whether another one is wanted after each. */
  readonly #busy = new Map<string, { again: boolean; done: Promise<void> }>()
  #unlisten: (() => void) | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(deps: TeamServiceDeps) {
    this.#deps = deps
    this.#pace = deps.pace ?? new Pace(TEAM_LIMITS.burst, TEAM_LIMITS.perSecond)
  }

  start(): void {
    const { network } = this.#deps
    network.handle(TEAM_PROTOCOL, (channel, peerId) => this.#serve(channel, peerId), { maxInboundStreams: 4 })
    this.#unlisten = network.onIdentify(({ peerId }) => this.tell(peerId))
    this.#timer = setInterval(() => this.tellAll(), againMs)
    this.#timer.unref()
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    this.#unlisten?.()
    this.#stopping.abort(new ProtocolError('ERR_ABORTED', 'the node is stopping'))
    await Promise.all([...this.#busy.values()].map(({ done }) => done))
  }

  /** Something happened here: tells everybody who is connected. */
  tellAll(): void {
    for (const { peerId } of this.#deps.network.peers()) this.tell(peerId)
  }

  /** The same, to one who is connected. */
  tell(peerId: string): void {
    if (this.#stopping.signal.aborted) return
    const now = this.#busy.get(peerId)
    if (now !== undefined) {
      now.again = true
      return
    }
    const entry = { again: false, done: Promise.resolve() }
    entry.done = this.#exchange(peerId)
      .catch((error: unknown) =>
        this.#deps.logger.debug({ peerId, error }, 'a member could not be told of the swarm'),
      )
      .finally(() => {
        this.#busy.delete(peerId)
        if (entry.again) this.tell(peerId)
      })
    this.#busy.set(peerId, entry)
  }

  async #exchange(peerId: string): Promise<void> {
    const { network, ports } = this.#deps
    const signal = this.#deadline()
    const channel = await network.open(peerId, TEAM_PROTOCOL, { signal })
    try {
      let said = ports.say(peerId, undefined)
      for (let round = 0; round < maxRounds; round++) {
        await channel.write(encodeTeamMessage(said), { signal })
        const answer = await readMessage(channel, signal)
        if (answer === undefined) break
        const isNews = await ports.hear(peerId, answer)
        const next = ports.say(peerId, answer.have)
        // Who does not take what was sent is not sent it again.
        const lacks = next.events.length > 0 && !isSamePage(said.events, next.events)
        if (!lacks && !(answer.more && isNews)) break
        said = next
      }
      await channel.close({ signal })
    } catch (error) {
      channel.abort(error as Error)
      throw error
    }
  }

  async #serve(channel: Channel, peerId: string): Promise<void> {
    const { ports, logger } = this.#deps
    for (let round = 0; round < maxRounds; round++) {
      const signal = this.#deadline()
      const asked = await readMessage(channel, signal)
      if (asked === undefined) return
      await keepPace(this.#pace, peerId, signal)
      const isNews = await ports.hear(peerId, asked)
      if (isNews) this.#pace.giveBack(peerId)
      await channel.write(encodeTeamMessage(ports.say(peerId, asked.have)), { signal })
      if (isNews) logger.debug({ peerId }, 'a member told something new of the swarm')
    }
  }

  #deadline(): AbortSignal {
    return anySignal([this.#stopping.signal, AbortSignal.timeout(exchangeMs)])
  }
}

/** Who asks too often waits; meanwhile the stream holds back what else is sent. */
async function keepPace(pace: Pace, peerId: string, signal: AbortSignal): Promise<void> {
  const waitMs = pace.take(peerId, Date.now())
  if (waitMs >= exchangeMs)
    throw new ProtocolError('ERR_LIMIT', `more than ${TEAM_LIMITS.perSecond} messages a second without news`)
  if (waitMs > 0) await pause(waitMs, undefined, { signal })
}

async function readMessage(channel: Channel, signal: AbortSignal): Promise<TeamMessage | undefined> {
  const frame = await channel.read({ signal })
  return frame === undefined ? undefined : parseTeamMessage(frame)
}

function isSamePage(a: readonly Uint8Array[], b: readonly Uint8Array[]): boolean {
  return a.length === b.length && a.every((one, at) => bytesEqual(one, b[at] as Uint8Array))
}
