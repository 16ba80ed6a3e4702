/** What the daemon tells as it happens, as numbers that grow: whoever shows something reads the number and asks again. */
import { signal, type Signal } from '@preact/signals'
import { ask, linesOf } from './api.ts'
import { session } from './session.ts'

export type Topic = 'cubes' | 'proposals' | 'peers'

export const versions: Readonly<Record<Topic, Signal<number>>> = {
  cubes: signal(0),
  proposals: signal(0),
  peers: signal(0),
}
/** Whether events arrive. */
export const isLive = signal(false)

const topicOf: Readonly<Record<string, Topic>> = {
  changed: 'cubes',
  author: 'cubes',
  pulled: 'cubes',
  evicted: 'cubes',
  seeds: 'cubes',
  stale: 'cubes',
  forgotten: 'cubes',
  proposal: 'proposals',
  connected: 'peers',
  disconnected: 'peers',
  swarm: 'peers',
}
/** Many things at once are one look. Guess. */
const settleMs = 120
const retryMs = 2_000

const waiting = new Set<Topic>()

export function touch(topic: Topic): void {
  if (waiting.size === 0) setTimeout(tell, settleMs)
  waiting.add(topic)
}

function tell(): void {
  for (const topic of waiting) versions[topic].value++
  waiting.clear()
}

/** Listens until the session ends; what was missed while nobody answered is asked anew. */
export async function listen(): Promise<void> {
  while (session.value.is === 'open') {
    try {
      const response = await ask('/v1/events')
      if (response.ok) await read(response)
    } catch {
      // The daemon is away: its absence is shown, and it is asked again.
    }
    isLive.value = false
    await new Promise((resolve) => setTimeout(resolve, retryMs))
  }
}

async function read(response: Response): Promise<void> {
  isLive.value = true
  for (const topic of Object.keys(versions) as Topic[]) touch(topic)
  for await (const line of linesOf(response)) {
    const [, event = ''] = /^event: (\w+)/.exec(line) ?? []
    const topic = topicOf[event]
    if (topic !== undefined) touch(topic)
  }
}
