import { stat } from 'node:fs/promises'
import { StorageError } from '../storage-error.ts'

/**
 * Refuses a secret that others could read or change. Windows has other means, so nothing is asked there.
 * @throws {StorageError} ERR_DENIED when the permissions are wider than `mode` or the owner is somebody else.
 */
export async function requirePrivate(path: string, mode: 0o600 | 0o700): Promise<void> {
  if (process.getuid === undefined) return
  const found = await stat(path)
  const uid = process.getuid()
  if (found.uid !== uid) {
    throw new StorageError('ERR_DENIED', `${path} belongs to user ${found.uid}, and this is user ${uid}`, {
      hint: `run memcube as its owner, or give it back with: chown ${uid} '${path}'`,
    })
  }
  const wider = found.mode & 0o777 & ~mode
  if (wider === 0) return
  throw new StorageError(
    'ERR_DENIED',
    `${path} has permissions ${octal(found.mode)}; it holds secrets and may have ${octal(mode)} at most`,
    {
      hint: `look who could have read it, then: chmod ${octal(mode)} '${path}'`,
    },
  )
}

function octal(mode: number): string {
  return (mode & 0o777).toString(8).padStart(3, '0')
}
