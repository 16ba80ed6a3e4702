/** Has what listens at the address of a daemon prove that it knows the token of the home. Spec: protocols/http/spec.md, "Proof". */
import type { Socket } from 'node:net'
import { MemCubeError } from '../core/errors.ts'
import { placeText, proofOf, PROOF_PATH } from '../home/api-proof.ts'

/** Far more than a daemon needs that is not stuck. Guess. */
const proofMs = 30_000
/** A proof and its head are some hundred bytes. Guess. */
const maxAnswerChars = 8_192

const begins = 'HTTP/1.1 '

/** What listens there does not know the token: the daemon is gone, whatever its address says. */
export const NOT_PROVEN = 'ENOTPROVEN'

/**
 * On the connection that the token will go over. @param chunks what comes over it
 * @throws an error with the code `NOT_PROVEN`; ERR_LIMIT of a daemon that has too much to do
 */
export async function requireProof(
  socket: Socket,
  chunks: AsyncIterator<string>,
  { host, token }: { host: string; token: string },
): Promise<void> {
  const nonce = process.getBuiltinModule('node:crypto').randomBytes(32).toString('hex')
  socket.write(`GET ${PROOF_PATH}?nonce=${nonce} HTTP/1.1\r\nhost: ${host}\r\n\r\n`)
  const timer = setTimeout(() => socket.destroy(new Error('no proof in time')), proofMs)
  try {
    const { status, body } = await readAnswer(chunks)
    if (status === '429') throw busy()
    const place = placeText(socket.remoteAddress, socket.remotePort)
    if (body !== JSON.stringify({ proof: proofOf(token, place, nonce) })) throw notProven()
  } catch (error) {
    // Nothing but a question was sent: whoever hung up on it can be taken for gone.
    throw hungUp.has((error as NodeJS.ErrnoException).code ?? '') ? notProven() : error
  } finally {
    clearTimeout(timer)
  }
}

const hungUp = new Set(['ECONNRESET', 'EPIPE'])

/** One answer whose length is said; anything else is none. */
async function readAnswer(chunks: AsyncIterator<string>): Promise<{ status: string; body: string }> {
  let text = ''
  while (text.length <= maxAnswerChars && text.slice(0, begins.length) === begins.slice(0, text.length)) {
    const end = text.indexOf('\r\n\r\n')
    const [, length] = /\r\ncontent-length: *(\d{1,5})\r\n/i.exec(text.slice(0, end + 2)) ?? []
    if (end !== -1 && length === undefined) break
    const body = text.slice(end + 4)
    if (end !== -1 && body.length >= Number(length))
      return { status: text.slice(begins.length, begins.length + 3), body: body.slice(0, Number(length)) }
    const { value, done } = await chunks.next()
    if (done === true) break
    text += value
  }
  throw notProven()
}

function notProven(): Error {
  return Object.assign(new Error('it does not know the token of this home'), { code: NOT_PROVEN })
}

function busy(): MemCubeError {
  return new MemCubeError('ERR_LIMIT', 'the daemon is asked more than it answers', {
    hint: 'wait a second and repeat it',
  })
}
