/** What happens in a node, as one JSON object an event: for the daemon's output, event streams and subscriptions. */
import type { EventEmitter } from 'node:events'
import type { NodeEvents, ShownEvent } from './node-events.ts'

type Listeners = { [K in keyof NodeEvents]: (...args: NodeEvents[K]) => void }

/** Tells of every event from now on. @returns the way to end it */
export function watchEvents(events: EventEmitter<NodeEvents>, tell: (event: ShownEvent) => void): () => void {
  const listeners: Listeners = {
    cubePulled: (pulled) => tell({ event: 'pulled', ...pulled }),
    cubeChanged: ({ cube, name, commit, seq }) =>
      tell({ event: 'changed', cube, name, commit: commit.toString(), seq }),
    authorChanged: (author) => tell({ event: 'author', author }),
    cacheShrunk: (cubes) => tell({ event: 'evicted', cubes }),
    seedsChanged: ({ taken, dropped }) => tell({ event: 'seeds', taken, dropped }),
    proposalChanged: (changed) => tell({ event: 'proposal', ...changed }),
    peerConnected: (peerId) => tell({ event: 'connected', peerId }),
    peerDisconnected: (peerId) => tell({ event: 'disconnected', peerId }),
    cubeStale: ({ cube, name, expires }) => tell({ event: 'stale', cube, name, expires }),
    swarmChanged: (changed) => tell({ event: 'swarm', ...changed }),
    forgotten: (cube) => tell({ event: 'forgotten', cube }),
    refused: (refusal) => tell({ event: 'refused', ...refusal }),
    // An event about a swarm names it already.
    inSwarm: ({ swarm, shown }) => tell(shown.event === 'swarm' ? shown : { ...shown, swarm }),
  }
  const names = Object.keys(listeners) as (keyof NodeEvents)[]
  for (const name of names) events.on(name, listeners[name])
  return () => {
    for (const name of names) events.off(name, listeners[name])
  }
}

/**
 * Tells a home what happens in a swarm of it, by the name of the swarm. It is an event of its own: what the home does about
 * its own cubes and peers is not done about those of a swarm.
 */
export function forwardEvents(
  space: EventEmitter<NodeEvents>,
  home: EventEmitter<NodeEvents>,
  swarm: string,
): () => void {
  return watchEvents(space, (shown) => home.emit('inSwarm', { swarm, shown }))
}
