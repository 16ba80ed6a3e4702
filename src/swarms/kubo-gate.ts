/**
 * Lets Kubo nodes that are named fetch the cubes of a swarm, on a host of its own under their `swarm.key`. It runs while this
 * home is a member that may read, and serves what the members' host would serve. Nothing of the fence depends on it.
 */
import { formatPeerId, keyPairFromSecret } from '../core/identity/index.ts'
import { MemCubeError } from '../core/errors.ts'
import {
  createKuboGate,
  formatSwarmKey,
  readSwarmKey,
  requireSafe,
  SWARM_KEY_BYTES,
  swarmKeyFingerprint,
  type KeyFile,
  type KuboGate,
} from '../network/index.ts'
import { createBlockstore, homePaths, loadOrCreateSeed, requireSeed, type Home } from '../storage/index.ts'
import {
  componentLog,
  type Chance,
  type InFolder,
  type Logs,
  type OnPeer,
  NodeError,
  listSpaces,
} from '../home/index.ts'
import type { Forgets, Signer } from '../cubes/index.ts'
import { type TakesProposals, createServable, type Servable } from '../sharing/index.ts'
import {
  gateKeyPath,
  loadKubo,
  readKey,
  removeKubo,
  requireKey,
  saveKubo,
  swarmKeyPath,
  type KuboSaved,
} from './kubo-files.ts'
import type { KuboState } from './kubo-state.ts'
import { mayNot, type Team } from './team.ts'

interface KuboWish {
  /** Path of a `swarm.key`; the one that is here, or a new one, when absent. */
  keyFile?: string | undefined
  peers: string[]
  /** A port, or a multiaddr of tcp; as before when absent. */
  listen?: string | undefined
}

interface Needs extends TakesProposals, OnPeer, Forgets, Logs, Chance {}

interface GateSpace {
  /** The same home outside of swarms. */
  root: InFolder & Signer & OnPeer
  node: Needs
  team: Team
  home: Home
}

interface GateLife {
  /** Whether the swarm is on the network. */
  isOnline: boolean
  /** Listens on loopback alone. */
  isLocal: boolean
  /** Whether the members refuse this home: it was put out, and has not heard of it. */
  isShutOut(): boolean
}

/** What is about to run: settings and key, looked at. */
interface Wanted {
  saved: KuboSaved
  file: Buffer
  nodeKey: Uint8Array
}

export class SwarmKubo {
  readonly #space: GateSpace
  readonly #life: GateLife
  #servable: Servable | undefined
  #gate: KuboGate | undefined
  #problem: string | undefined
  #unlisten: (() => void) | undefined
  #isStopped = false

  constructor(space: GateSpace, life: GateLife) {
    this.#space = space
    this.#life = life
  }

  async start(): Promise<void> {
    if (!this.#life.isOnline) return
    const { team, node } = this.#space
    this.#unlisten = team.onChange(() => {
      this.#alone(() => this.#follow()).catch((error: unknown) =>
        node.log.error({ swarm: team.id, error }, 'the gate for Kubo could not follow the swarm'),
      )
    })
    await this.#alone(() => this.#follow())
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    this.#unlisten?.()
    await this.#alone(() => this.#shut())
  }

  /** @throws ERR_DENIED with every reason, ERR_NOT_FOUND, ERR_INVALID_INPUT, ERR_CONFLICT for a port that is taken */
  async on(wish: KuboWish): Promise<KuboState> {
    this.#requireReader()
    return this.#alone(async () => {
      const wanted = await this.#want(wish)
      await this.#shut()
      try {
        if (this.#life.isOnline) await this.#open(wanted)
        await saveKubo(this.#dir, this.#withPort(wanted.saved), wanted.file)
      } catch (error) {
        // As it was before.
        await this.#shut()
        await this.#follow()
        throw error
      }
      await this.#tell('kubo-on')
      return this.#state()
    })
  }

  off(): Promise<KuboState> {
    return this.#alone(async () => {
      await this.#shut()
      await removeKubo(this.#dir)
      await this.#tell('kubo-off')
      return this.#state()
    })
  }

  state(): Promise<KuboState> {
    return this.#alone(() => this.#state())
  }

  get #dir(): string {
    return this.#space.home.dir
  }

  #alone<T>(task: () => Promise<T>): Promise<T> {
    return this.#space.node.exclusive({ kind: 'kubo' }, task)
  }

  #mayRead(): boolean {
    const me = this.#space.team.me()
    return me !== undefined && me.role !== 'seed' && !this.#life.isShutOut()
  }

  #requireReader(): void {
    const { team } = this.#space
    if (this.#mayRead()) return
    if (team.me()?.role !== 'seed') throw mayNot(team.name, undefined)
    throw new NodeError(
      'ERR_DENIED',
      `you are a seed of ${team.name}, which reads nothing that Kubo could read`,
      {
        hint: 'let a member do it who may read',
      },
    )
  }

  /** Runs while there are settings and this home may read; what keeps it from running is kept for who asks. */
  async #follow(): Promise<void> {
    if (!this.#life.isOnline || this.#isStopped) return
    if (!this.#mayRead()) return this.#shut()
    if (this.#gate !== undefined) return
    this.#problem = undefined
    try {
      const saved = await loadKubo(this.#dir)
      const key = saved && (await readKey(swarmKeyPath(this.#dir)))
      if (saved === undefined) return
      const wanted = await this.#checked(saved, key?.bytes, key ? [key.file] : [])
      await this.#open(wanted)
      // Turned on without a daemon: the port is known only now.
      const placed = this.#withPort(saved)
      if (placed.port !== saved.port) await saveKubo(this.#dir, placed, wanted.file)
    } catch (error) {
      if (!(error instanceof MemCubeError)) throw error
      this.#problem = error.message
      const { node, team } = this.#space
      node.log.error({ swarm: team.id, error }, 'the gate for Kubo does not start')
    }
  }

  async #want({ keyFile, peers, listen }: KuboWish): Promise<Wanted> {
    const { team, node } = this.#space
    const before = await loadKubo(this.#dir).catch(() => undefined)
    const present = before && (await readKey(swarmKeyPath(this.#dir)))
    const given = keyFile === undefined ? present : await requireKey(keyFile)
    const file = given?.bytes ?? Buffer.from(formatSwarmKey(node.random(SWARM_KEY_BYTES)))
    const isOld = before !== undefined && present?.bytes.equals(file) === true
    const place = listen === undefined ? before : listenAt(listen)
    const saved: KuboSaved = {
      peers: [...new Set(peers)],
      epoch: isOld ? before.epoch : team.roster().epoch.epoch,
      wishes: {},
      ...(place?.listen && { listen: place.listen }),
      ...(place?.port !== undefined && { port: place.port }),
    }
    return this.#checked(saved, file, given === undefined ? [] : [given.file])
  }

  /** @throws ERR_DENIED with every reason */
  async #checked(saved: KuboSaved, file: Buffer | undefined, keyFiles: KeyFile[]): Promise<Wanted> {
    const { root, node } = this.#space
    const nodeKey = await loadOrCreateSeed(gateKeyPath(this.#dir), node.random)
    await requireSafe({
      kubo: {
        key: file,
        keyFiles,
        otherKeys: await this.#otherKeys(nodeKey),
        peers: saved.peers,
        ownPeers: [root.peerId, node.peerId, formatPeerId(keyPairFromSecret(nodeKey).publicKey)],
        listen: this.#listen(saved),
        loopbackOnly: this.#life.isOnline && this.#life.isLocal,
        wishes: saved.wishes,
      },
    })
    return { saved, file: file as Buffer, nodeKey }
  }

  /** Every key of this home, of its swarms and of their epochs. */
  async #otherKeys(nodeKey: Uint8Array): Promise<Uint8Array[]> {
    const { root, home, team } = this.#space
    const keys = [
      nodeKey,
      root.author.secret,
      team.keys.secret,
      team.keys.kemSeed,
      home.nodeKey,
      home.authorKey,
    ]
    keys.push(await requireSeed(homePaths(root.home).nodeKey))
    for (const { event } of team.roster().epochs) {
      const secrets = team.secretsOf(event)
      if (secrets !== undefined) keys.push(secrets.fence)
      if (secrets?.content !== undefined) keys.push(secrets.content)
    }
    for (const other of await listSpaces(root.home)) {
      if (other === this.#dir) continue
      const read = readSwarmKey((await readKey(swarmKeyPath(other)))?.bytes ?? Buffer.alloc(0))
      if ('key' in read) keys.push(read.key)
    }
    return keys
  }

  #listen({ listen, port = 0 }: Pick<KuboSaved, 'listen' | 'port'>): string[] {
    return listen ?? [`/ip4/${this.#life.isLocal ? '127.0.0.1' : '0.0.0.0'}/tcp/${port}`]
  }

  async #open({ saved, file, nodeKey }: Wanted): Promise<void> {
    const { node } = this.#space
    const read = readSwarmKey(file)
    if ('problem' in read) throw new NodeError('ERR_DENIED', read.problem, { hint: 'make a new key' })
    this.#servable ??= createServable(node)
    const servable = this.#servable
    const gate = await createKuboGate(
      {
        blockstore: createBlockstore(node.store),
        logger: componentLog(node.log, 'kubo'),
        nodeKey,
        // Asked for each block, so that nothing leaves between a change of the roster and the end of the gate.
        mayServe: async (cid) => this.#mayRead() && (await servable.mayServe(cid)),
      },
      { key: read.key, peers: saved.peers, listen: this.#listen(saved) },
    )
    await gate.start()
    this.#gate = gate
    this.#problem = undefined
  }

  async #shut(): Promise<void> {
    const gate = this.#gate
    this.#gate = undefined
    await gate?.stop()
  }

  /** With the port of this run, so that the next one listens at the address that is known. */
  #withPort(saved: KuboSaved): KuboSaved {
    const [, port] = /\/tcp\/(\d+)/.exec(this.#gate?.addresses()[0] ?? '') ?? []
    return saved.listen !== undefined || port === undefined ? saved : { ...saved, port: Number(port) }
  }

  #tell(kind: string): Promise<void> {
    const { node } = this.#space
    return node.store.commit({ audit: [{ time: node.nowMs(), kind }] })
  }

  async #state(): Promise<KuboState> {
    const epoch = this.#space.team.roster().epoch.epoch
    let saved: KuboSaved | undefined
    let problem = this.#problem
    try {
      saved = await loadKubo(this.#dir)
    } catch (error) {
      problem = error instanceof MemCubeError ? error.message : String(error)
    }
    const key = await readKey(swarmKeyPath(this.#dir)).catch(() => undefined)
    const read = readSwarmKey(key?.bytes ?? Buffer.alloc(0))
    // Who is put out serves nothing from that moment on; the gate is shut when the log says so.
    const gate = this.#mayRead() ? this.#gate : undefined
    const connected = new Set(gate?.connected())
    const isSaved = saved !== undefined || problem !== undefined
    if (isSaved && !this.#mayRead()) problem ??= 'this home is no member any more that may read'
    return {
      state: gate ? 'on' : !isSaved ? 'off' : this.#life.isOnline || problem ? 'stopped' : 'offline',
      problem: problem ?? null,
      peerId: gate?.peerId ?? null,
      addresses: gate?.addresses() ?? [],
      peers: saved?.peers.map((peerId) => ({ peerId, connected: connected.has(peerId) })) ?? [],
      fingerprint: isSaved && 'key' in read ? swarmKeyFingerprint(read.key) : null,
      keyFile: isSaved && key !== undefined ? swarmKeyPath(this.#dir) : null,
      keyEpoch: saved?.epoch ?? null,
      epoch,
    }
  }
}

/** `4101`, or a multiaddr. */
function listenAt(text: string): Pick<KuboSaved, 'listen' | 'port'> {
  if (!/^\d+$/.test(text)) return { listen: [text] }
  const port = Number(text)
  if (port > 65_535)
    throw new NodeError('ERR_INVALID_INPUT', `${text} is no port`, { hint: 'use 0 to 65535; 0 for any' })
  return port === 0 ? {} : { port }
}
