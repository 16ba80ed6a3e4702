/**
 * Comes into a swarm with an invitation. All or nothing: a join that fails leaves no folder behind. One that waits for an
 * admin keeps its keys, so that asking again is the same request.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { access } from 'node:fs/promises'
import { anySignal } from '../core/signals/index.ts'
import { cidFor, DAG_CBOR } from '../core/codec/index.ts'
import { MemCubeError } from '../core/errors.ts'
import {
  DOOR_PROTOCOL,
  encodeDoorRequest,
  hasExpired,
  invitationKey,
  parseCharter,
  parseEvent,
  parseInvitation,
  resolve,
  signCatchUp,
  signJoin,
  SWARM_LIMITS,
  type Charter,
  type DoorAnswer,
  type Invitation,
  type LoggedEvent,
} from '../core/swarm/index.ts'
import { createDoor, type Door } from '../network/index.ts'
import type { Signer } from '../cubes/index.ts'
import {
  type Chance,
  type Clock,
  type InFolder,
  type Logs,
  dateText,
  NodeError,
  type CallOptions,
  spacePath,
  waitingPath,
} from '../home/index.ts'
import { knock } from './catch-up.ts'
import { dropSpace, fillSpace, makeSpace, type MadeSpace } from './make-space.ts'
import { peerIn, peerKey, Places } from './places.ts'
import type { Space, Spaces } from './life.ts'
import { firstRecords, peerIdOf } from './team.ts'

/** Between two attempts. */
const againMs = 2_000
/** One door has this long to answer. */
const doorMs = 10_000
const maxPages = 64

type Told = Extract<DoorAnswer, { t: 'events' }>

interface Needs extends InFolder, Signer, Logs, Clock, Chance {}

/** Undefined: an admin has to confirm. @throws ERR_INVALID_INPUT, ERR_DENIED, ERR_CONFLICT, ERR_UNREACHABLE */
export async function joinSwarm(
  root: Needs,
  spaces: Spaces,
  { invite, waitMs }: { invite: string; waitMs: number },
  options: CallOptions,
): Promise<Space | undefined> {
  const invitation = parseInvitation(invite)
  const swarm = invitation.swarm.toString()
  if (spaces.find(swarm) !== undefined || (await exists(spacePath(root.home, swarm))))
    throw new NodeError('ERR_CONFLICT', 'this home is in that swarm already', {
      hint: 'see `memcube swarm list`; an invitation is for one person who is not in yet',
    })
  const waiting = waitingPath(root.home, swarm)
  const wasWaiting = await exists(waiting)
  const made = await makeSpace(root, waiting)
  let door: Door | undefined
  try {
    door = await createDoor(
      { nodeKey: made.home.nodeKey, logger: root.log },
      { protocol: DOOR_PROTOCOL, listen: [] },
    )
    await door.start()
    const told = await redeem({ root, door, made, invitation, waitMs }, options)
    if (told === undefined) return undefined
    await keep(root, door, made, invitation, told, options.signal)
    return await spaces.adopt(waiting, swarm)
  } catch (error) {
    // Whoever waits to be confirmed goes on waiting while nobody is there to ask; and who was interrupted may wait already, as
    // the keys that are here.
    const isOver =
      !options.signal.aborted &&
      (!wasWaiting || !(error instanceof MemCubeError) || error.code === 'ERR_DENIED')
    if (isOver) await dropSpace(waiting)
    throw error
  } finally {
    await door?.stop()
  }
}

interface Redeeming {
  root: Clock
  door: Door
  made: MadeSpace
  invitation: Invitation
  waitMs: number
}

/** Knocks at every door until one answers or the time is over. */
async function redeem(
  { root, door, made, invitation, waitMs }: Redeeming,
  { signal, progress }: CallOptions,
): Promise<(Told & { door: string }) | undefined> {
  const until = Date.now() + waitMs
  for (;;) {
    let isPending = false
    const failed: string[] = []
    for (const address of invitation.doors) {
      try {
        const request = encodeDoorRequest(joinRequest(root, made, invitation, address))
        const answer = await knock(door, address, request, anySignal([signal, AbortSignal.timeout(doorMs)]))
        if (answer.t === 'events') return { ...answer, door: address }
        if (answer.t === 'refused') throw refused(root, invitation)
        isPending = true
        break
      } catch (error) {
        signal.throwIfAborted()
        if (!(error instanceof MemCubeError) || error.code === 'ERR_DENIED') throw error
        failed.push(address)
      }
    }
    const isOver = Date.now() + againMs > until
    if (isPending && isOver) return undefined
    if (isOver) throw nobodyThere(failed, waitMs)
    progress({
      phase: isPending ? 'waiting for an admin to confirm' : `waiting for ${failed.map(peerIn).join(', ')}`,
      done: 0,
    })
    await pause(againMs, signal)
  }
}

function joinRequest(
  root: Clock,
  { keys }: MadeSpace,
  invitation: Invitation,
  address: string,
): ReturnType<typeof signJoin> {
  const door = peerKey(peerIn(address) ?? '')
  if (door === undefined)
    throw new NodeError('ERR_INVALID_INPUT', `the invitation names a door that is none: ${address}`, {
      hint: 'ask for another invitation',
    })
  const { publicKey, secret } = invitationKey(invitation)
  const { key, peer, kem, name } = keys
  return signJoin(
    { swarm: invitation.swarm, invitation: publicKey, door, time: root.nowMs(), key, peer, kem, name },
    secret,
    keys.secret,
  )
}

/** Checks all that was told, then writes it in one batch. */
async function keep(
  root: Clock,
  door: Door,
  made: MadeSpace,
  { swarm }: Invitation,
  told: Told & { door: string },
  signal: AbortSignal,
): Promise<void> {
  if (!cidFor(DAG_CBOR, told.charter).equals(swarm))
    throw new NodeError('ERR_UNVERIFIABLE', 'the charter that the door showed is not that of the invitation')
  const charter = parseCharter(told.charter)
  const events = new Map<string, { event: LoggedEvent; bytes: Uint8Array }>()
  let page = told as Told
  for (let at = 0; at < maxPages; at++) {
    for (const bytes of page.events) {
      const event = parseEvent(bytes, swarm)
      await nextTurn()
      events.set(event.cid.toString(), { event, bytes: Uint8Array.from(bytes) })
    }
    if (!page.more) break
    page = await nextPage(
      root,
      door,
      made,
      told.door,
      charter,
      [...events.values()].map(({ event }) => event),
      signal,
    )
  }
  const roster = resolve(
    charter,
    [...events.values()].map(({ event }) => event),
  )
  const own = Buffer.from(made.keys.key).toString('hex')
  if (!roster.members.some(({ key }) => Buffer.from(key).toString('hex') === own))
    throw new NodeError(
      'ERR_UNVERIFIABLE',
      'the log that the door showed does not name this home as a member',
      {
        hint: 'ask the member who sent the invitation for another one',
      },
    )
  const peers = new Set(roster.members.map((one) => peerIdOf(one)))
  const isMember = (peerId: string): boolean => peers.has(peerId)
  const places = new Places()
  places.add([told.door, ...told.doors], told.hosts, { from: peerIn(told.door), isMember })
  const records = firstRecords(
    told.charter,
    [...events.values()].map(({ bytes }) => bytes),
  )
  await fillSpace(
    made,
    [...records, { space: 'membership', key: 'places', value: { known: places.entries() } }],
    { time: root.nowMs(), kind: 'swarm-join' },
  )
}

async function nextPage(
  root: Clock,
  door: Door,
  { keys }: MadeSpace,
  address: string,
  charter: Charter,
  events: readonly LoggedEvent[],
  signal: AbortSignal,
): Promise<Told> {
  const [{ event }] = events as [LoggedEvent]
  const request = signCatchUp(
    {
      swarm: event.swarm,
      key: keys.key,
      door: peerKey(peerIn(address) ?? '') as Uint8Array,
      peer: keys.peer,
      have: resolve(charter, events).tips.slice(0, SWARM_LIMITS.maxParents),
      time: root.nowMs(),
    },
    keys.secret,
  )
  const answer = await knock(door, address, encodeDoorRequest(request), signal)
  if (answer.t === 'events') return answer
  throw new NodeError('ERR_UNREACHABLE', 'the door stopped telling half way', { hint: 'join again' })
}

/** The door says nothing of why; what can be known here is said. */
function refused(root: Clock, { expires }: Invitation): NodeError {
  const isOver = hasExpired(expires, root.nowMs())
  return new NodeError(
    'ERR_DENIED',
    isOver
      ? `the invitation was refused: it was good until ${dateText(expires)} by the clock of who sent it`
      : 'the invitation was refused: it was used or revoked, or it is for another swarm',
    {
      hint: 'ask for a new invitation; each lets one person in, once. If the date here is wrong, set the clock first',
    },
  )
}

function nobodyThere(doors: readonly string[], waitMs: number): NodeError {
  const who = [...new Set(doors.map((address) => peerIn(address) ?? address))]
  return new NodeError(
    'ERR_UNREACHABLE',
    `no member answered within ${Math.ceil(waitMs / 1_000)} s; waited for ${who.join(', ')} at ${doors.join(', ')}`,
    {
      hint: 'the invitation is still good: ask its sender to start `memcube daemon`, and join again, with --wait 1h for example',
    },
  )
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  const { setTimeout } = await import('node:timers/promises')
  await setTimeout(ms, undefined, { signal }).catch(() => signal.throwIfAborted())
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
