/**
 * How a daemon proves that it holds the token of its home, before anybody sends it the token. The address in the home outlives a
 * daemon that was killed, and anybody on the machine may listen there since. Spec: protocols/http/spec.md, "Proof".
 */

export const PROOF_PATH = '/proof'

/** A hexadecimal number of 256 bits, which whoever asks has chosen for this question. */
export const isNonce = (text: unknown): text is string =>
  typeof text === 'string' && /^[0-9a-f]{64}$/.test(text)

/** Where the API of an address listens: `unix:PATH` is a socket, and its requests name this machine as their host. */
export function placeOf(api: string): { base: string; socketPath: string | undefined } {
  if (!api.startsWith('unix:')) return { base: api, socketPath: undefined }
  return { base: 'http://localhost', socketPath: api.slice('unix:'.length) }
}

/** Where a daemon is asked, as both ends of the connection see it: a proof that is carried elsewhere is none there. */
export function placeText(address: string | undefined, port: number | undefined): string {
  return port === undefined ? 'unix' : `${address?.replace(/^::ffff:/, '')} ${port}`
}

export function proofOf(token: string, place: string, nonce: string): string {
  // Not an import: a command that asks no daemon needs no cryptography.
  const { createHmac } = process.getBuiltinModule('node:crypto')
  return createHmac('sha256', token).update(`memcube/api-proof/1 ${place} ${nonce}`).digest('hex')
}
