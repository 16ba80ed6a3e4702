/** The swarms of a home, opened: each has a store, an index, keys and a network of its own, and nothing crosses between them. */
import { rename, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { openHome, requireSeed, type Home } from '../storage/index.ts'
import { type Signer, type Tells, forwardEvents } from '../cubes/index.ts'
import {
  type InFolder,
  type Logs,
  type OnPeer,
  NodeError,
  notFound,
  endAll,
  createCurrent,
  folderOf,
  kemKeyFile,
  listSpaces,
  spacePath,
} from '../home/index.ts'
import { MemCubeError } from '../core/errors.ts'
import { watchFreshness, startUpkeep } from '../care/index.ts'
import type { NodeNetwork } from '../sharing/index.ts'
import { SwarmKubo } from './kubo-gate.ts'
import { startSwarm } from './live-swarm.ts'
import type { LiveSwarm } from './life.ts'
import type { ShelfOptions } from './life.ts'
import { openTeam, teamKeys, type Team } from './team.ts'
import type { Space, BrokenSpace, Spaces } from './life.ts'

interface Needs extends InFolder, Signer, OnPeer, Tells, Logs {}

export async function openSpaces(root: Needs, options: ShelfOptions): Promise<Spaces> {
  const spaces: Space[] = []
  const broken: BrokenSpace[] = []
  const open = async (folder: string): Promise<Space> => {
    const others = [root, ...spaces.map(({ node }) => node)].map(({ peerId }) => peerId)
    const space = await openSpace(root, folder, options, others)
    spaces.push(space)
    spaces.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.id < b.id ? -1 : 1))
    return space
  }
  const close = async (): Promise<void> => {
    await Promise.all(spaces.splice(0).map((space) => space.close()))
  }
  try {
    for (const folder of await listSpaces(root.home))
      await open(folder).catch((error: unknown) => {
        // The home and its other swarms go on; `doctor` says what is wrong with this one.
        if (!(error instanceof MemCubeError)) throw error
        broken.push({ folder: basename(folder), error })
        root.log.error({ folder, error }, 'a swarm cannot be opened')
      })
  } catch (error) {
    await close()
    throw error
  }
  const find = (text: string): Space | undefined => {
    const byId = spaces.find(({ id }) => id === text || folderOf(id) === text)
    if (byId !== undefined) return byId
    const named = spaces.filter(({ name }) => name === text)
    if (named.length < 2) return named[0]
    throw new NodeError('ERR_CONFLICT', `you are in ${named.length} swarms named "${text}"`, {
      hint: `give the id: ${named.map(({ id }) => id).join(', ')}`,
    })
  }
  return {
    list: () => [...spaces],
    broken: () => [...broken],
    find,
    resolve(text) {
      const space = find(text)
      if (space !== undefined) return space
      const shut = broken.find(({ folder }) => text.endsWith(folder))
      if (shut !== undefined) throw shut.error
      const others = broken.length === 0 ? '' : ` that can be opened (${broken.length} cannot)`
      throw notFound(
        `this home is in no swarm "${text}"${others}`,
        'see `memcube swarm list`; `memcube swarm join` comes in with an invitation',
      )
    },
    async adopt(folder, swarm) {
      const place = spacePath(root.home, swarm)
      await rename(folder, place)
      return open(place)
    },
    async drop(space) {
      spaces.splice(spaces.indexOf(space), 1)
      await space.close()
      // Renamed first: what is left of it after a crash is no swarm any more.
      const gone = `${space.node.home}.left`
      await rename(space.node.home, gone)
      await rm(gone, { recursive: true, force: true })
    },
    close,
  }
}

async function openSpace(
  root: InFolder & Signer & OnPeer & Tells,
  folder: string,
  options: ShelfOptions,
  otherPeerIds: readonly string[],
): Promise<Space> {
  const home = await openHome(folder)
  const { openLife } = options
  const online = createCurrent<NodeNetwork | undefined>(undefined)
  const inside = createCurrent<{ team?: Team; space?: Space }>({})
  const { node, closing } = await openLife(home, options, {
    network: online.get,
    team: () => inside.get().team,
    space: () => inside.get().space,
  })
  try {
    const team = await openTeam(node, await keysOf(node, home))
    inside.set({ team })
    const stopForwarding = forwardEvents(node.events, root.events, team.name)
    closing.push(async () => stopForwarding())
    const isLocal = (options.network?.profile ?? 'local') === 'local'
    let live: LiveSwarm | undefined
    let problem: string | undefined
    let hint: string | undefined
    if (options.network !== undefined && team.me() !== undefined) {
      try {
        live = await startSwarm({ node, team, home, online, openLife }, { isLocal, otherPeerIds })
      } catch (error) {
        // The home and its other swarms go on; this one stays shut, and `status` says why.
        if (!(error instanceof MemCubeError)) throw error
        problem = error.message
        hint = error.hint
        node.log.error({ swarm: team.id, error }, 'a swarm does not start')
      }
      closing.push(() => live?.stop() ?? Promise.resolve())
    }
    const isShutOut = (): boolean => live?.isShutOut() ?? false
    const life = { isOnline: live !== undefined, isLocal, isShutOut }
    const kubo = new SwarmKubo({ root, node, team, home }, life)
    closing.push(() => kubo.stop())
    await kubo.start()
    if (options.daemon) closing.push(startUpkeep(node), watchFreshness(node))
    const { id, name } = team
    const space: Space = { id, name, node, team, live, problem, hint, kubo, close: () => endAll(closing) }
    inside.set({ team, space })
    return space
  } catch (error) {
    await endAll(closing)
    throw error
  }
}

async function keysOf(node: Signer, home: Home): ReturnType<typeof teamKeys> {
  return teamKeys(node, home.nodeKey, await requireSeed(join(home.dir, kemKeyFile)))
}
