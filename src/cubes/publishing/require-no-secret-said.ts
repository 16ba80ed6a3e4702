import { NodeError } from '../../home/index.ts'
import { findSecrets } from './find-secrets.ts'

/**
 * Of words that are sent as they are, and are in no cube.
 * @param what they are, for example "the message"
 * @throws ERR_DENIED when they have what looks like a secret
 */
export async function requireNoSecretSaid(what: string, text: string): Promise<void> {
  const [found] = await findSecrets([{ where: what, text }])
  if (found === undefined) return
  throw new NodeError('ERR_DENIED', `${what} would tell others what looks like a secret: ${found.kind}`, {
    hint: 'say it without the secret; nothing was sent',
  })
}
