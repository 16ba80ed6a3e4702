/**
 * identify that asks a peer again. libp2p (@libp2p/identify 4.1, read) asks once, when the connection opens, and gives up after
 * 5 s. A peer that was too busy then is never known to speak anything: nothing is gossiped to it and no cube is asked of it for as
 * long as the connection lasts. Thirty members that came at once were deaf to each other for a minute (measured).
 */
import { identify } from '@libp2p/identify'
import type { Connection, Libp2pEvents, TypedEventTarget } from '@libp2p/interface'
import { setTimeout as wait } from 'node:timers/promises'

/** Twice what libp2p gives: a busy peer answers late rather than never. Guess. */
const ANSWER_MS = 10_000
/** Before it is asked again. Together with its time a peer has three minutes; one that never answers costs six streams. Guess. */
const PAUSES_MS = [1_000, 4_000, 15_000, 30_000, 60_000]

interface Asks {
  identify(connection: Connection): Promise<unknown>
}

type Make = ReturnType<typeof identify>
type Components = Parameters<Make>[0]

export function patientIdentify(): Make {
  const make = identify({ runOnConnectionOpen: false, timeout: ANSWER_MS })
  return (components: Components) => {
    const service = make(components)
    const { events } = components as { events: TypedEventTarget<Libp2pEvents> }
    events.addEventListener('connection:open', ({ detail }) => void askUntilKnown(service, detail))
    return service
  }
}

/** Asks until the peer has said what it speaks, or the connection is gone. */
export async function askUntilKnown(
  service: Asks,
  connection: Connection,
  pausesMs: readonly number[] = PAUSES_MS,
): Promise<void> {
  for (const pauseMs of [...pausesMs, undefined]) {
    const isKnown = await service.identify(connection).then(
      () => true,
      () => false,
    )
    if (isKnown || pauseMs === undefined) return
    await wait(pauseMs, undefined, { ref: false })
    if (connection.status !== 'open') return
  }
}
