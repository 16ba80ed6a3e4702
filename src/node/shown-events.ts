/** What happens in a node, as one JSON object an event: for the daemon's output, event streams and subscriptions. */
import type { EventEmitter } from 'node:events'
import type { NodeEvents } from './context.ts'

/** `event` says which; the other fields are texts and numbers. */
export type ShownEvent = { event: string } & Record<string, unknown>

/** Tells of every event from now on. @returns the way to end it */
export function watchEvents(events: EventEmitter<NodeEvents>, tell: (event: ShownEvent) => void): () => void {
  const listeners: { [K in keyof NodeEvents]: (...args: NodeEvents[K]) => void } = {
    cubePulled: (pulled) => tell({ event: 'pulled', ...pulled }),
    cubeChanged: ({ cube, name, commit, seq }) =>
      tell({ event: 'changed', cube, name, commit: commit.toString(), seq }),
    cacheShrunk: (cubes) => tell({ event: 'evicted', cubes }),
    proposalChanged: (changed) => tell({ event: 'proposal', ...changed }),
    peerConnected: (peerId) => tell({ event: 'connected', peerId }),
    peerDisconnected: (peerId) => tell({ event: 'disconnected', peerId }),
    cubeStale: ({ cube, name, expires }) => tell({ event: 'stale', cube, name, expires }),
    swarmChanged: (changed) => tell({ event: 'swarm', ...changed }),
    forgotten: (cube) => tell({ event: 'forgotten', cube }),
    refused: (refusal) => tell({ event: 'refused', ...refusal }),
  }
  for (const name of eventNames) events.on(name, listeners[name])
  return () => {
    for (const name of eventNames) events.off(name, listeners[name])
  }
}

const eventNames = [
  'cubePulled',
  'cubeChanged',
  'cacheShrunk',
  'proposalChanged',
  'peerConnected',
  'peerDisconnected',
  'cubeStale',
  'swarmChanged',
  'forgotten',
  'refused',
] as const
