/** Finds members again who are not connected: at the addresses of their hosts, else at their doors. */
import { anySignal } from '../core/signals/index.ts'
import type { Door } from '../network/index.ts'
import type { Clock, Logs } from '../home/index.ts'
import { catchUpAt } from './catch-up.ts'
import { peerIn, type Places } from './places.ts'
import type { Team } from './team.ts'

/** An address that does not answer in this time is tried again in the next round. */
const dialMs = 5_000

interface Dialler {
  dial(address: string, options: { signal: AbortSignal }): Promise<string>
}

/** Dials each of these members where it was last. */
export async function dialMembers(
  node: Logs,
  host: Dialler,
  places: Places,
  peerIds: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  await Promise.all(
    peerIds.map(async (peerId) => {
      for (const address of places.get(peerId).hosts) {
        if (peerIn(address) !== peerId || signal.aborted) continue
        try {
          await host.dial(address, { signal: anySignal([signal, AbortSignal.timeout(dialMs)]) })
          return
        } catch (error) {
          node.log.debug({ peerId, address, error }, 'a member was not reached')
        }
      }
    }),
  )
}

/** Asks at the doors of these members for what this one missed. @returns how many told, and how many refused */
export async function catchUpWith(
  deps: { node: Logs & Clock; team: Team; door: Door; places: Places },
  peerIds: readonly string[],
  signal: AbortSignal,
): Promise<{ told: number; refused: number }> {
  const { node, places } = deps
  const answers = { told: 0, refused: 0 }
  const ask = async (peerId: string): Promise<void> => {
    for (const address of places.get(peerId).doors) {
      try {
        const bounded = anySignal([signal, AbortSignal.timeout(dialMs)])
        const { answer } = await catchUpAt(deps, address, bounded)
        answers[answer]++
        return
      } catch (error) {
        signal.throwIfAborted()
        node.log.debug({ peerId, address, error }, 'nobody answered at the door of a member')
      }
    }
  }
  await Promise.all(peerIds.map(ask))
  return answers
}
