/** What a request or a command says to be let in: `Bearer ...`, `curl -u name:password`, `login bob / password`. */
import { isPlaceholder, looksDrawn } from './is-placeholder.ts'
import type { SecretMatch } from './secret-match.ts'

const header = /\b(bearer|basic)[ \t]{1,4}([A-Za-z0-9._~+/=-]{12,4096})/gi
const curl = /(?<=\s)(?:-u|--user|--proxy-user)[ =]{0,2}["']?([^\s:"']{1,64}):([^\s"'/][^\s"']{3,127})/g
const command =
  /\b(?:sshpass|mysql\w{0,8}|mongo\w{0,8}|redis-cli|docker login)\b[^\n]{0,80}?\s-[pa]\s?["']?([^\s"']{6,64})/g
const login =
  /\b(?:credentials?|creds|login)\b[ \t:=]{1,4}[\w.@+-]{2,64}[ \t]{0,2}[:/|,][ \t]{0,2}([^\s/][^\s]{5,63})/gi

export function* matchAuthHeaders(text: string): Generator<SecretMatch> {
  for (const found of text.matchAll(header)) {
    const [whole, scheme = '', token = ''] = found
    const isSecret =
      scheme.toLowerCase() === 'bearer' ? token.length >= 16 && looksDrawn(token) : isLogin(token)
    if (isSecret) yield { start: found.index, end: found.index + whole.length, kind: 'AUTHORIZATION' }
  }
  for (const found of text.matchAll(curl)) {
    const [whole, , password = ''] = found
    if (!isPlaceholder(password) && !/^pass(?:word)?$/i.test(password))
      yield { start: found.index, end: found.index + whole.length, kind: 'AUTHORIZATION' }
  }
  for (const pattern of [command, login])
    for (const { 0: whole, 1: password = '', index } of text.matchAll(pattern))
      if (isChosen(password)) yield { start: index, end: index + whole.length, kind: 'PASSWORD' }
}

/** A letter and a digit at least, and capitals or marks beside them. */
function isChosen(password: string): boolean {
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^\w.,;:)-]/].filter((kind) => kind.test(password)).length
  return kinds >= 3 && /\d/.test(password) && !isPlaceholder(password)
}

/** Whether it is base64 of `name:password`. */
function isLogin(token: string): boolean {
  const [, password] =
    /^[\x20-\x7e]{1,128}?:([\x20-\x7e]{3,256})$/.exec(Buffer.from(token, 'base64').toString('latin1')) ?? []
  return password !== undefined && !isPlaceholder(password) && !/^pass(?:word)?$/i.test(password)
}
