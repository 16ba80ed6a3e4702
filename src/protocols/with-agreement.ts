/** Asks a peer under the agreement of the connection, and shakes hands again where the two sides do not hold the same. */
import { ProtocolError } from './errors.ts'
import type { Agreement } from './handshake/agreement.ts'
import type { HandshakeService } from './interface.ts'

/** A connection that was replaced takes one more, handshakes that cross while it is replaced another. Guess. */
const mostHandshakesAgain = 3

/** @throws what `ask` throws; a refusal for another agreement only when it comes again and again */
export async function withAgreement<T>(
  handshake: Pick<HandshakeService, 'agreementFor' | 'forget'>,
  peerId: string,
  signal: AbortSignal,
  ask: (agreement: Agreement) => Promise<T>,
): Promise<T> {
  for (let left = mostHandshakesAgain; ; left--) {
    const agreement = await handshake.agreementFor(peerId, { signal })
    try {
      return await ask(agreement)
    } catch (error) {
      const isStale = error instanceof ProtocolError && error.refusal?.field === 'agreement'
      if (!isStale || left === 0) throw error
      handshake.forget(peerId, agreement)
    }
  }
}
