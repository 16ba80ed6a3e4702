/** Keeps members of a swarm on one log: everybody tells whom they are connected with, at once and again now and then. */
import type { CID } from 'multiformats/cid'
import type { Channel, NetworkHost } from '../../network/index.ts'
import type { ProtocolLogger } from '../interface.ts'
import { encodeTeamMessage, parseTeamMessage, TEAM_PROTOCOL, type TeamMessage } from './messages.ts'

/** Questions to one peer in a row: a log of the largest size in pages of three quarters of a mebibyte. */
const maxRounds = 400
const exchangeMs = 15_000
/** How often it tells also when nothing happened: what got lost is made good. Guess. */
const againMs = 10_000

export interface TeamPorts {
  /** What this member says to a peer that has these events; `have` is undefined where that is not known. */
  say(peerId: string, have: readonly CID[] | undefined): TeamMessage
  /** Takes what a peer said. @returns whether anything was new @throws when it is not true */
  hear(peerId: string, message: TeamMessage): Promise<boolean>
}

export interface TeamService {
  start(): void
  stop(): Promise<void>
  /** Something happened here: tells everybody who is connected. */
  tellAll(): void
}

export function createTeamService(deps: {
  network: NetworkHost
  logger: ProtocolLogger
  ports: TeamPorts
}): TeamService {
  const { network, logger, ports } = deps
  const stopping = new AbortController()
  /** Exchanges under way, and whether another one is wanted after each. */
  const busy = new Map<string, { again: boolean; done: Promise<void> }>()
  const unlisten: (() => void)[] = []
  let timer: NodeJS.Timeout | undefined

  const exchange = async (peerId: string): Promise<void> => {
    const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(exchangeMs)])
    const channel = await network.open(peerId, TEAM_PROTOCOL, { signal })
    try {
      let have: readonly CID[] | undefined
      for (let round = 0; round < maxRounds; round++) {
        const said = ports.say(peerId, have)
        await channel.write(encodeTeamMessage(said), { signal })
        const answer = await readMessage(channel, signal)
        if (answer === undefined) break
        const isNews = await ports.hear(peerId, answer)
        have = answer.have
        const lacks = ports.say(peerId, have).events.length > 0
        if (!lacks && !(answer.more && isNews)) break
      }
      await channel.close({ signal })
    } catch (error) {
      channel.abort(error as Error)
      throw error
    }
  }

  const tell = (peerId: string): void => {
    if (stopping.signal.aborted) return
    const now = busy.get(peerId)
    if (now !== undefined) {
      now.again = true
      return
    }
    const entry = { again: false, done: Promise.resolve() }
    entry.done = exchange(peerId)
      .catch((error: unknown) => logger.debug({ peerId, error }, 'a member could not be told of the swarm'))
      .finally(() => {
        busy.delete(peerId)
        if (entry.again) tell(peerId)
      })
    busy.set(peerId, entry)
  }

  const serve = async (channel: Channel, peerId: string): Promise<void> => {
    for (let round = 0; round < maxRounds; round++) {
      const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(exchangeMs)])
      const asked = await readMessage(channel, signal)
      if (asked === undefined) return
      const isNews = await ports.hear(peerId, asked)
      await channel.write(encodeTeamMessage(ports.say(peerId, asked.have)), { signal })
      if (isNews) logger.debug({ peerId }, 'a member told something new of the swarm')
    }
  }

  return {
    start() {
      network.handle(TEAM_PROTOCOL, serve, { maxInboundStreams: 4 })
      unlisten.push(network.onIdentify(({ peerId }) => tell(peerId)))
      timer = setInterval(() => {
        for (const { peerId } of network.peers()) tell(peerId)
      }, againMs)
      timer.unref()
    },
    tellAll() {
      for (const { peerId } of network.peers()) tell(peerId)
    },
    async stop() {
      clearInterval(timer)
      for (const stop of unlisten.splice(0)) stop()
      stopping.abort(new Error('the node is stopping'))
      await Promise.all([...busy.values()].map(({ done }) => done))
    },
  }
}

async function readMessage(channel: Channel, signal: AbortSignal): Promise<TeamMessage | undefined> {
  const frame = await channel.read({ signal })
  return frame === undefined ? undefined : parseTeamMessage(frame)
}
