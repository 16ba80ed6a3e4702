/** A log of epochs that a test moves on by hand. */
import { cidFor, RAW } from '../../../src/core/codec/index.ts'
import type { EpochSource } from '../../../src/swarms/content-epochs.ts'

export const swarm = cidFor(RAW, Buffer.from('a swarm'))
const eventOf = (epoch: number): EpochSource['swarm'] => cidFor(RAW, Buffer.from(`epoch ${epoch}`))
export const contentOf = (epoch: number): Uint8Array => new Uint8Array(32).fill(0x40 + epoch)

export interface EpochLog extends EpochSource {
  /** Puts an epoch in force. */
  begin(epoch: number): void
  /** An epoch whose secret this member was not given. */
  withhold(epoch: number): void
}

export function epochLog(first: number): EpochLog {
  let current = first
  const withheld = new Set<number>()
  const listeners = new Set<() => void>()
  return {
    swarm,
    roster: () => ({ epoch: { epoch: current, event: eventOf(current) } }),
    secretsOf(event) {
      const epoch = [...Array(100).keys()].find((one) => eventOf(one).equals(event))
      if (epoch === undefined || withheld.has(epoch)) return undefined
      return { fence: new Uint8Array(32), content: contentOf(epoch) }
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    begin(epoch) {
      current = epoch
      for (const listener of listeners) listener()
    },
    withhold: (epoch) => void withheld.add(epoch),
  }
}
