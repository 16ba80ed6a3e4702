/**
 * Which of the events that somebody sent are kept. A log has room for so many, so nobody may fill it who has no say in it:
 * events of people who could never have signed any are passed over before their signatures are looked at, and of each
 * member one leave is kept, and others only where what is kept builds on them. Pure. Spec: "Team protocol".
 */
import type { CID } from 'multiformats/cid'
import { cidFor, DAG_CBOR } from '../codec/index.ts'
import { isLeave, nameOf } from './authority.ts'
import type { Charter } from './charter.ts'
import { SWARM_LIMITS } from './limits.ts'
import { readEvent, verifyEvent, type LoggedEvent } from './membership-event.ts'
import { PlausibleAuthors } from './plausible.ts'

interface AdmittedEvent {
  event: LoggedEvent
  bytes: Uint8Array
}

/** Events read in one step: 30 us each, and far more where one is large. Guess. */
const readPerStep = 32

interface Log {
  charter: Charter
  swarm: CID
  /** Events that are kept already. */
  known: ReadonlyMap<string, LoggedEvent>
}

/**
 * A page may name thousands of keys that were never met, and each costs milliseconds: whoever goes through the steps can
 * let others have a turn after each.
 * @param blocks parents first, as far as that is known
 * @throws {CubeError|SwarmError} ERR_UNVERIFIABLE for an event of another shape or swarm, or a forged one; ERR_LIMIT
 */
export function* admitEventsInSteps(
  { charter, swarm, known }: Log,
  blocks: readonly Uint8Array[],
): Generator<void, AdmittedEvent[], void> {
  let open = yield* unknownIn(blocks, swarm, known)
  if (open.size === 0) return []
  const authors = new PlausibleAuthors(charter)
  const kept = [...known.values()].map(({ event }) => event)
  authors.learn(kept)
  const left = new Set(kept.filter(isLeave).map(({ author }) => nameOf(author)))
  const admitted: AdmittedEvent[] = []
  const admit = (one: AdmittedEvent): void => {
    verifyEvent(one.event.event)
    open.delete(one.event.cid.toString())
    admitted.push(one)
    authors.learn([one.event.event])
    if (isLeave(one.event.event)) left.add(nameOf(one.event.event.author))
  }
  const isRepeatedLeave = ({ event }: LoggedEvent): boolean =>
    isLeave(event) && left.has(nameOf(event.author))
  for (let before = -1; before < admitted.length;) {
    before = admitted.length
    for (const one of open.values())
      if (authors.mayHaveSigned(one.event.event) && !isRepeatedLeave(one.event)) {
        admit(one)
        yield
      }
  }
  open = new Map([...open].filter(([, { event }]) => authors.mayHaveSigned(event.event)))
  const wanted = [...kept, ...admitted.map(({ event }) => event.event)].flatMap(({ parents }) => parents)
  for (let parent = wanted.pop(); parent !== undefined; parent = wanted.pop()) {
    const one = open.get(parent.toString())
    if (one === undefined) continue
    admit(one)
    yield
    wanted.push(...one.event.event.parents)
  }
  return admitted.slice(0, Math.max(0, SWARM_LIMITS.maxEvents - known.size))
}

/** The events that are not known yet, by their ids. */
function* unknownIn(
  blocks: readonly Uint8Array[],
  swarm: CID,
  known: ReadonlyMap<string, LoggedEvent>,
): Generator<void, Map<string, AdmittedEvent>, void> {
  const unknown = new Map<string, AdmittedEvent>()
  for (const [at, bytes] of blocks.entries()) {
    if (at % readPerStep === readPerStep - 1) yield
    const id = cidFor(DAG_CBOR, bytes).toString()
    if (!known.has(id) && !unknown.has(id)) unknown.set(id, { event: readEvent(bytes, swarm), bytes })
  }
  return unknown
}
