/** The team protocol between real hosts on loopback, with members that do not play by the rules. */
import type { CID } from 'multiformats/cid'
import { describe, expect, it } from 'vitest'
import { cidFor, DAG_CBOR } from '../../../src/core/codec/index.ts'
import {
  TeamService,
  encodeTeamMessage,
  parseTeamMessage,
  type TeamMessage,
} from '../../../src/protocols/index.ts'
import { TEAM_LIMITS } from '../../../src/protocols/swarm/limits.ts'
import { TEAM_PROTOCOL } from '../../../src/protocols/swarm/messages.ts'
import { Pace } from '../../../src/protocols/swarm/pace.ts'
import {
  connect,
  eventually,
  keepingLogger,
  rejection,
  startHost,
  type TestHost,
} from '../../network/hosts.ts'

const nothing: TeamMessage = {
  session: new Uint8Array(16),
  have: [],
  events: [],
  more: false,
  places: [],
  cubes: [],
  twin: false,
}

/** A log of opaque events, each the parent of the next; one page has one of them. */
class Log {
  readonly events: Uint8Array[]
  heard = 0

  constructor(size: number) {
    this.events = Array.from({ length: size }, (_, i) => Uint8Array.of(i))
  }

  say(_peerId: string, have: readonly CID[] | undefined): TeamMessage {
    const tip = this.events.at(-1)
    const known = have?.[0]
    const from =
      known === undefined ? 0 : this.events.findIndex((one) => cidFor(DAG_CBOR, one).equals(known)) + 1
    const lacks = have === undefined ? [] : this.events.slice(from)
    return {
      ...nothing,
      have: tip === undefined ? [] : [cidFor(DAG_CBOR, tip)],
      events: lacks.slice(0, 1),
      more: lacks.length > 1,
    }
  }

  hear(_peerId: string, { events }: TeamMessage): Promise<boolean> {
    this.heard++
    const fresh = events.filter((one) => !this.events.some((known) => known[0] === one[0]))
    this.events.push(...fresh)
    return Promise.resolve(fresh.length > 0)
  }
}

async function member(
  name: string,
  log: Log,
  pace?: Pace,
): Promise<{ host: TestHost; log: Log; stop(): Promise<void> }> {
  const host = await startHost(name)
  const service = new TeamService({
    network: host,
    logger: keepingLogger(),
    ports: { say: (...said) => log.say(...said), hear: (...said) => log.hear(...said) },
    ...(pace && { pace }),
  })
  service.start()
  return { host, log, stop: () => service.stop() }
}

describe('members', () => {
  it('bring each other up, page by page, whoever has more', async () => {
    const [alice, bob] = await Promise.all([member('alice', new Log(20)), member('bob', new Log(0))])
    await connect(alice.host, bob.host)
    await eventually(() => bob.log.events.length === 20, 'bob has all')
    await Promise.all([alice.stop(), bob.stop()])
  })
})

describe('a member', () => {
  it('that does not take what it is sent is not sent it again and again', async () => {
    const alice = await member('alice', new Log(5))
    const eve = await startHost('eve')
    let asked = 0
    let ended = false
    eve.handle(TEAM_PROTOCOL, async (channel) => {
      while ((await channel.read()) !== undefined) {
        asked++
        await channel.write(encodeTeamMessage({ ...nothing, more: true }))
      }
      ended = true
    })
    await connect(eve, alice.host)
    await eventually(() => ended, 'alice ends the exchange')
    expect(asked).toBe(2)
    await alice.stop()
  })

  it('that floods is read at its pace, on however many streams, and brings nobody else to wait', async () => {
    const alice = await member('alice', new Log(1), new Pace(3, 0.001))
    const [eve, bob] = await Promise.all([startHost('eve'), startHost('bob')])
    await Promise.all([connect(eve, alice.host), connect(bob, alice.host)])
    const ask = async (host: TestHost): Promise<void> => {
      const channel = await host.open(alice.host.peerId, TEAM_PROTOCOL)
      for (let i = 0; i < TEAM_LIMITS.maxRounds; i++) {
        await channel.write(encodeTeamMessage(nothing))
        if ((await channel.read()) === undefined) return
      }
    }
    for (let stream = 0; stream < 8; stream++) await rejection(ask(eve))
    expect(alice.log.heard).toBe(3)
    const channel = await bob.open(alice.host.peerId, TEAM_PROTOCOL)
    await channel.write(encodeTeamMessage(nothing))
    expect(await channel.read()).toBeDefined()
    await alice.stop()
  })

  it('that sends what is no message is cut short, and heard again when it has something to say', async () => {
    const alice = await member('alice', new Log(1))
    const eve = await startHost('eve')
    await connect(eve, alice.host)
    for (const bytes of [new Uint8Array(16), Uint8Array.of(0xa0)]) {
      const channel = await eve.open(alice.host.peerId, TEAM_PROTOCOL)
      await channel.write(bytes)
      expect((await rejection(channel.read())).message).toMatch(/reset|abort|closed|cut/)
    }
    const again = await eve.open(alice.host.peerId, TEAM_PROTOCOL)
    await again.write(encodeTeamMessage(nothing))
    expect(parseTeamMessage((await again.read())!).have).toHaveLength(1)
    await alice.stop()
  })
})
