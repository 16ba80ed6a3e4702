/** The proof that this daemon knows the token, for who is about to send it. Spec: protocols/http/spec.md, "Proof". */
import type { FastifyInstance } from 'fastify'
import { MemCubeError } from '../../core/errors.ts'
import { isNonce, placeText, PROOF_PATH, proofOf } from '../../home/api-proof.ts'
import { defaultLimits } from './limits.ts'

/** Nobody has a token yet who asks: what they use up is a share of its own. Each command asks once. */
const config = {
  open: true,
  rateLimit: { max: defaultLimits.requestsPerSecond, timeWindow: 1_000, keyGenerator: () => 'proof' },
}

export function addProof(app: FastifyInstance, token: string): void {
  app.get(PROOF_PATH, { config }, async ({ query, socket }) => {
    const { nonce } = query as Record<string, unknown>
    if (isNonce(nonce))
      return { proof: proofOf(token, placeText(socket.localAddress, socket.localPort), nonce) }
    throw new MemCubeError('ERR_INVALID_INPUT', 'expected ?nonce= and 64 hex digits', {
      hint: 'choose 32 random bytes for each question',
    })
  })
}
