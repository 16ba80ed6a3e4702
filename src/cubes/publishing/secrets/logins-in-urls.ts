/** Connection strings: a login with its password in a URL of any scheme. */
import { isPlaceholder } from './is-placeholder.ts'
import type { SecretMatch } from './secret-match.ts'

/** Begins at `://`, of which a text has few; what is before and behind is bounded. */
const login = /:\/\/([^\s:/?#@"'<>[\]]{0,128}):([^\s"'<>]{1,256}?)@([\w.[\]-]{1,253})/y
const longest = 3 + 128 + 1 + 256
const exampleHost = /(?:^|\.)(?:example(?:\.(?:com|net|org))?|test|invalid)$/i
const thisMachine = /^(?:localhost|127\.0\.0\.1|\[?::1\]?|0\.0\.0\.0)$/i
/** What stands for a password in the documentation of databases. */
const stands =
  /^(?:p|pw|pwd|pass|passwd|password|passwort|secret|pa55word|mypassword|mysecretpassword|token|x-oauth-basic|\d{1,5})$/i

export function* matchLogins(text: string): Generator<SecretMatch> {
  let sign = -1
  for (let at = text.indexOf('://'); at !== -1; at = text.indexOf('://', at + 3)) {
    if (sign < at) sign = text.indexOf('@', at)
    if (sign === -1) return
    if (sign - at > longest) continue
    login.lastIndex = at
    const found = login.exec(text)
    if (found === null) continue
    const [whole, user = '', password = '', host = ''] = found
    if (isShown(user, password, host)) continue
    yield { start: at, end: at + whole.length, kind: 'LOGIN_IN_URL' }
  }
}

function isShown(user: string, password: string, host: string): boolean {
  // `http://host:3000/@scope`: a port, and a path.
  if (/^\d{1,5}(?:\/|$)/.test(password)) return true
  if (exampleHost.test(host) || stands.test(password) || isPlaceholder(password)) return true
  // A database for developing, which only this machine reaches.
  return thisMachine.test(host) && password === user
}
