/** Seeds that run a program of their own, with the keys of a server that was let in. */
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pino from 'pino'
import { onTestFinished } from 'vitest'
import { mirrorPrologue } from '../../../../src/core/swarm/index.ts'
import { parseCid } from '../../../../src/core/codec/index.ts'
import type { Life } from '../../../../src/swarms/life.ts'
import { initHome } from '../../../../src/node/index.ts'
import type { NodeNetwork } from '../../../../src/sharing/interface.ts'
import { createCurrent } from '../../../../src/home/current.ts'
import { endAll } from '../../../../src/home/end-all.ts'
import { openLife } from '../../../../src/node/open-life.ts'
import { openFencedHost } from '../../../../src/swarms/fenced-host.ts'
import { kemKeyFile, listSpaces } from '../../../../src/home/swarm-folders.ts'
import { openTeam, peerIdOf, teamKeys } from '../../../../src/swarms/team.ts'
import { loadHomeConfig, openHome, requireSeed } from '../../../../src/storage/index.ts'
import { temporaryFolder } from '../../../helpers/temporary-home.ts'

const options = { daemon: false, log: pino({ level: 'silent' }), nowMs: () => Date.now() }

/** A home of its own, for what a seed wants to pass off. */
export async function strangersHome(): Promise<Life> {
  const home = join(await temporaryFolder(), 'eve')
  await initHome({ home, name: 'eve' })
  const { node, closing } = await openLife(await openHome(home), options)
  onTestFinished(() => endAll(closing))
  return node
}

export interface Deceit {
  /** Whose cubes it serves. */
  node: Life
  /** Ids that it names. */
  cubes: string[]
  /** It takes every stream and never says a word, the team protocol aside. */
  isMute: boolean
}

/**
 * Meets a member as this server, which is closed, and names what it likes.
 * @param server home of the server @param member home of who is dialled, again and again until the test is over
 */
export async function deceive(server: string, member: string, deceit: Deceit): Promise<{ heard(): number }> {
  const [folder = ''] = await listSpaces(server)
  const home = await openHome(folder)
  const { node: own, closing } = await openLife(home, options)
  const team = await openTeam(
    own,
    await teamKeys(own, home.nodeKey, await requireSeed(join(folder, kemKeyFile))),
  )
  const { fence } = team.secrets()!
  let heard = 0
  const host = await openFencedHost({
    node: deceit.node,
    online: createCurrent<NodeNetwork | undefined>(undefined),
    home,
    team,
    prologue: mirrorPrologue(fence, team.swarm, team.roster().epoch.epoch),
    networkName: `${team.network}-m`,
    listen: ['/ip4/127.0.0.1/tcp/0'],
    admits: () => true,
    otherPeerIds: [],
    ports: {
      say: () => ({
        session: new Uint8Array(16),
        have: team.roster().tips,
        events: [],
        more: false,
        places: [],
        cubes: deceit.cubes.map(parseCid),
        twin: false,
      }),
      async hear() {
        heard++
        return false
      },
    },
  })
  if (deceit.isMute)
    for (const protocol of ['handshake', 'sync'])
      host.network.host.handle(`/memcube/${protocol}/2.0.0`, () => new Promise(() => undefined))
  const stopping = new AbortController()
  const dialling = (async () => {
    const [space = ''] = await listSpaces(member)
    while (!stopping.signal.aborted) {
      const port = (await loadHomeConfig(space))?.mirrorPort
      const peerId = team.roster().members.find(({ name }) => member.endsWith(`/${name}`))
      if (port !== undefined && peerId !== undefined && host.online().length === 0)
        await host.network.host
          .dial(`/ip4/127.0.0.1/tcp/${port}/p2p/${peerIdOf(peerId)}`, { signal: stopping.signal })
          .catch(() => undefined)
      await wait(200)
    }
  })()
  onTestFinished(async () => {
    stopping.abort()
    await dialling
    await host.stop()
    await endAll(closing)
  })
  return { heard: () => heard }
}
