/** Everything in a text that looks like a secret. Pure, and its cost grows with the text and no faster. */
import { matchAuthHeaders } from './auth-headers.ts'
import { matchFields } from './connection-fields.ts'
import { matchByMiddle, matchKnownKeys } from './known-keys.ts'
import { matchLogins } from './logins-in-urls.ts'
import { matchNamedSecrets } from './named-secrets.ts'
import { matchPemKeys } from './pem-keys.ts'
import type { SecretMatch } from './secret-match.ts'

/** What says most precisely what it is comes first. */
const matchers = [
  matchPemKeys,
  matchKnownKeys,
  matchByMiddle,
  matchFields,
  matchLogins,
  matchAuthHeaders,
  matchNamedSecrets,
]

export function matchSecrets(text: string): SecretMatch[] {
  return matchers.flatMap((match) => [...match(text)])
}
