/** Says at once, on an open page too, that this home was put out of a swarm. */
import type { JSX } from 'preact'
import { useCall } from '../use-call.ts'

/** `refused` is what members answer before the log that says so has come. */
export function isPutOut(state: string): boolean {
  return state === 'removed' || state === 'refused'
}

export function PutOut(): JSX.Element {
  return (
    <p class="failure" role="alert">
      You were removed from this swarm. What was fetched before stays here; nothing newer comes, and nobody in
      it takes anything from you.
    </p>
  )
}

/** For the screen of a cube: nothing while its swarm has this home in it. */
export function PutOutOf({ swarm }: { swarm: string }): JSX.Element | null {
  const state = useCall('swarm-list', {}, ['peers']).data?.swarms.find(({ name }) => name === swarm)?.state
  return state !== undefined && isPutOut(state) ? <PutOut /> : null
}
