/**
 * Who is in a swarm, as the space of the swarm keeps it: the charter and the events of its membership log, and what they
 * say together. Secrets of epochs are not kept: they are opened with the key of this member each time the space is opened.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { CID } from 'multiformats/cid'
import type { AuditEvent } from '../core/audit/index.ts'
import { cidFor, DAG_CBOR, encode } from '../core/codec/index.ts'
import { MemCubeError } from '../core/errors.ts'
import { formatDid, formatPeerId, keyPairFromSecret } from '../core/identity/index.ts'
import {
  admitEventsInSteps,
  kemKeyPair,
  pageOfEvents,
  parseCharter,
  parseEvent,
  resolve,
  sealPrevious,
  signEvent,
  SWARM_LIMITS,
  swarmNetwork,
  unwrapSecrets,
  wrapSecrets,
  type Change,
  type Charter,
  type EpochSecrets,
  type LoggedEvent,
  type Member,
  type MemberKeys,
  type Role,
  type Swarm,
  type Wrap,
} from '../core/swarm/index.ts'
import type { RecordPut } from '../storage/index.ts'
import type { TeamView, Signer, Tells } from '../cubes/index.ts'
import {
  type Chance,
  type Clock,
  type InFolder,
  type Locks,
  type Logs,
  type Stored,
  NodeError,
} from '../home/index.ts'

/** The keys of this home in one swarm. */
export interface TeamKeys extends MemberKeys {
  /** Seed of `key`. */
  secret: Uint8Array
  /** Seed of `kem`. */
  kemSeed: Uint8Array
}

/** Where a member can be reached; a hint, which the handshake proves. */
export interface MemberAddresses {
  doors: string[]
  hosts: string[]
}

export interface Team extends TeamView {
  readonly swarm: CID
  readonly id: string
  /** The name of its network. */
  readonly network: string
  readonly keys: TeamKeys
  /** Secrets of the epoch that is in force; undefined where this home was not given them. */
  secrets(): EpochSecrets | undefined
  /** Secrets of an epoch by its event. */
  secretsOf(event: CID): EpochSecrets | undefined
  /** Takes events that others sent. @returns whether anything was new */
  take(blocks: readonly Uint8Array[]): Promise<boolean>
  /** Signs changes of this member, one after another, and keeps them in one batch. @throws ERR_DENIED */
  append(...changes: readonly (Change | ((now: Swarm) => Promise<Change>))[]): Promise<LoggedEvent[]>
  /** The change that begins the next epoch, with secrets that were never used. */
  nextEpoch(now: Swarm): Promise<Change>
  /** The present secrets, sealed to somebody. */
  wrapFor(member: Pick<MemberKeys, 'key' | 'kem'>, role: Role): Promise<Wrap[]>
  /** Events that somebody with these tips lacks. */
  page(have: readonly CID[]): { page: Uint8Array[]; more: boolean }
  /** @returns a function that stops it */
  onChange(listener: () => void): () => void
}

/** What is written when a space is made: its charter and its first events. */
export function firstRecords(charter: Uint8Array, events: readonly Uint8Array[]): RecordPut[] {
  return [
    { space: 'membership', key: 'charter', value: charter },
    ...events.map((bytes) => eventRecord(bytes)),
  ]
}

function eventRecord(bytes: Uint8Array): RecordPut {
  return { space: 'membership', key: `event/${cidFor(DAG_CBOR, bytes)}`, value: bytes }
}

export async function teamKeys(node: Signer, nodeKey: Uint8Array, kemSeed: Uint8Array): Promise<TeamKeys> {
  return {
    key: node.author.publicKey,
    secret: node.author.secret,
    peer: keyPairFromSecret(nodeKey).publicKey,
    kem: (await kemKeyPair(kemSeed)).publicKey,
    kemSeed,
    name: node.author.name,
  }
}

interface OpenTeamNeeds extends InFolder, Stored, Tells, Logs, Clock, Chance, Locks {}

/** @throws ERR_CORRUPT for a space without a charter */
export async function openTeam(node: OpenTeamNeeds, keys: TeamKeys): Promise<Team> {
  const records = node.store.records<Uint8Array>('membership')
  const bytes = await records.get('charter')
  if (bytes === undefined)
    throw new NodeError('ERR_CORRUPT', `the space in ${node.home} has no charter of a swarm`, {
      hint: 'put the home back from a backup, or ask for a new invitation',
    })
  const charter = parseCharter(bytes)
  const swarm = cidFor(DAG_CBOR, bytes)
  const events = new Map<string, LoggedEvent>()
  for await (const [key, block] of records.readable('event/')) {
    const event = readEvent(block, swarm)
    if (event !== undefined) events.set(key.slice('event/'.length), event)
  }
  const team = new LoggedTeam(node, keys, charter, swarm, events)
  await team.openSecrets()
  return team
}

/** Others have a turn after each step: pages of a member who means ill cost milliseconds an event. */
async function inTurns<T>(steps: Generator<void, T, void>): Promise<T> {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
    await nextTurn()
  }
}

function readEvent(block: Uint8Array, swarm: CID): LoggedEvent | undefined {
  try {
    return parseEvent(block, swarm)
  } catch (error) {
    if (error instanceof MemCubeError) return undefined
    throw error
  }
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

interface LoggedTeamNeeds extends Stored, Tells, Logs, Clock, Chance, Locks {}

class LoggedTeam implements Team {
  readonly swarm: CID
  readonly id: string
  readonly name: string
  readonly network: string
  readonly charter: Charter
  readonly keys: TeamKeys
  readonly #node: LoggedTeamNeeds
  readonly #events: Map<string, LoggedEvent>
  readonly #listeners = new Set<() => void>()
  readonly #secrets = new Map<string, EpochSecrets>()
  #roster: Swarm

  constructor(
    node: LoggedTeamNeeds,
    keys: TeamKeys,
    charter: Charter,
    swarm: CID,
    events: Map<string, LoggedEvent>,
  ) {
    this.#node = node
    this.keys = keys
    this.charter = charter
    this.swarm = swarm
    this.id = swarm.toString()
    this.name = charter.name
    this.network = swarmNetwork(swarm)
    this.#events = events
    this.#roster = resolve(charter, events.values())
  }

  roster(): Swarm {
    return this.#roster
  }

  me(): Member | undefined {
    const own = hex(this.keys.key)
    return this.#roster.members.find(({ key }) => hex(key) === own)
  }

  secrets(): EpochSecrets | undefined {
    const { event } = this.#roster.epoch
    return event === undefined ? undefined : this.secretsOf(event)
  }

  secretsOf(event: CID): EpochSecrets | undefined {
    return this.#secrets.get(event.toString())
  }

  async take(blocks: readonly Uint8Array[]): Promise<boolean> {
    return this.#node.exclusive({ kind: 'membership' }, async () => {
      const { charter, swarm } = this
      const admitted = await inTurns(admitEventsInSteps({ charter, swarm, known: this.#events }, blocks))
      if (admitted.length === 0) return false
      const fresh = admitted.map(({ event, bytes }) => ({ event, block: Uint8Array.from(bytes) }))
      await this.#keep(fresh)
      return true
    })
  }

  async append(...changes: readonly (Change | ((now: Swarm) => Promise<Change>))[]): Promise<LoggedEvent[]> {
    return this.#node.exclusive({ kind: 'membership' }, async () => {
      const all = [...this.#events.values()]
      const signed: { event: LoggedEvent; block: Uint8Array }[] = []
      for (const wanted of changes) {
        const now = resolve(this.charter, [...all, ...signed.map(({ event }) => event)])
        const change = typeof wanted === 'function' ? await wanted(now) : wanted
        const fields = {
          swarm: this.swarm,
          parents: now.tips.slice(0, SWARM_LIMITS.maxParents),
          author: this.keys.key,
          time: this.#node.nowMs(),
          change,
        }
        const { block, ...event } = signEvent(fields, this.keys.secret)
        signed.push({ event, block: block.bytes })
      }
      const after = resolve(this.charter, [...all, ...signed.map(({ event }) => event)])
      const refused = new Set(after.refused.map(({ cid }) => cid.toString()))
      if (signed.some(({ event }) => refused.has(event.cid.toString()))) throw mayNot(this.name, this.me())
      await this.#keep(signed)
      return signed.map(({ event }) => event)
    })
  }

  async nextEpoch(now: Swarm): Promise<Change> {
    const { random } = this.#node
    const secrets: EpochSecrets = { fence: random(32), content: random(32) }
    const epoch = now.epoch.epoch + 1
    const wraps: Wrap[] = []
    for (const member of now.members) {
      const context = { swarm: this.swarm, epoch, member: member.key }
      const given = member.role === 'seed' ? { fence: secrets.fence } : secrets
      wraps.push(await wrapSecrets(given, context, member.kem, random(32)))
    }
    const older = now.epoch.event === undefined ? undefined : this.secretsOf(now.epoch.event)?.content
    const previous =
      older === undefined
        ? new Uint8Array()
        : sealPrevious(older, secrets.content as Uint8Array, { swarm: this.swarm, epoch }, random(24))
    return { kind: 'epoch', epoch, wraps, previous }
  }

  async wrapFor({ key, kem }: Pick<MemberKeys, 'key' | 'kem'>, role: Role): Promise<Wrap[]> {
    const secrets = this.secrets()
    if (secrets === undefined) return []
    const { epoch } = this.#roster.epoch
    const given = role === 'seed' ? { fence: secrets.fence } : secrets
    return [await wrapSecrets(given, { swarm: this.swarm, epoch, member: key }, kem, this.#node.random(32))]
  }

  page(have: readonly CID[]): { page: Uint8Array[]; more: boolean } {
    const theirs = new Set(have.map(String))
    if (this.#roster.tips.every((tip) => theirs.has(tip.toString()))) return { page: [], more: false }
    return pageOfEvents(this.#roster.log, have)
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Opens the secrets of every epoch that was sealed to this member. */
  async openSecrets(): Promise<void> {
    const own = hex(this.keys.key)
    for (const { epoch, event, wraps } of this.#roster.epochs) {
      const wrap = wraps.get(own)
      const known = this.#secrets.get(event.toString())
      if (wrap === undefined || known?.content !== undefined || (known !== undefined && wrap.ct.length <= 48))
        continue
      try {
        const secrets = await unwrapSecrets(wrap, { swarm: this.swarm, epoch }, this.keys.kemSeed)
        this.#secrets.set(event.toString(), secrets)
      } catch (error) {
        this.#node.log.warn({ swarm: this.id, epoch, error }, 'the secrets of an epoch cannot be opened')
      }
    }
  }

  async #keep(fresh: readonly { event: LoggedEvent; block: Uint8Array }[]): Promise<void> {
    const { store, nowMs, events, log } = this.#node
    await store.commit({
      put: fresh.map(({ block }) => eventRecord(block)),
      audit: fresh.map(({ event }) => toldOf(event, nowMs())),
    })
    for (const { event } of fresh) this.#events.set(event.cid.toString(), event)
    this.#roster = resolve(this.charter, this.#events.values())
    await this.openSecrets()
    const { epoch, members } = this.#roster
    log.info(
      { swarm: this.id, epoch: epoch.epoch, members: members.length },
      'the membership of a swarm changed',
    )
    events.emit('swarmChanged', {
      swarm: this.id,
      name: this.name,
      epoch: epoch.epoch,
      members: members.length,
    })
    for (const listener of this.#listeners) listener()
  }
}

/** What the audit log says of an event; who did it is in the event itself. */
function toldOf({ event: { change, author } }: LoggedEvent, time: number): AuditEvent {
  const about =
    change.kind === 'add'
      ? change.join.key
      : change.kind === 'role' || change.kind === 'remove'
        ? change.key
        : author
  return { time, kind: `member-${change.kind}`, author: formatDid(about) }
}

export function mayNot(name: string, me: Member | undefined): NodeError {
  return new NodeError(
    'ERR_DENIED',
    me === undefined
      ? `you are no member of ${name} any more`
      : `you are a ${me.role} of ${name}, and only an admin may do this`,
    { hint: 'ask an admin; `memcube swarm members` shows who is one' },
  )
}

export function peerIdOf({ peer }: Pick<MemberKeys, 'peer'>): string {
  return formatPeerId(peer)
}

/** Bytes of the charter of a team as they are handed on. */
export function charterBytes(team: Pick<Team, 'charter'>): Uint8Array {
  return encode(team.charter)
}
