/**
 * People in answers: beside each `did:key` what they are called here, and that they are blocked. Code says who it is; `node/put-names.ts` adds the names to
 * every answer as it leaves, so that nothing else has to know any.
 */
import { z } from 'zod'
import { maybe, text } from './fields.ts'

const saysName = 'what they are called here: the nickname, else the name that they joined a swarm with'
const saysLabel =
  'the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant'

const saysBlocked = 'there where you blocked them'
const blocked = z.literal(true).optional().describe(saysBlocked)

/** An author, with the name. */
export const author = {
  author: text.describe('did:key'),
  authorName: maybe.describe(saysName),
  authorLabel: maybe.describe(saysLabel),
  authorBlocked: blocked,
}

/** The same where the answer may be about something else. */
export const ofAuthor = {
  author: author.author.optional(),
  authorName: author.authorName.optional(),
  authorLabel: author.authorLabel.optional(),
  authorBlocked: blocked,
}

/** Several, where the answer has their keys alone beside. */
export const people = z.array(z.object(author))

/** The same of a field that says more than "author". */
export const by = { by: text, byName: maybe, byLabel: maybe, byBlocked: blocked }
export const member = { member: text, memberName: maybe, memberLabel: maybe, memberBlocked: blocked }
export const old = { old: text, oldName: maybe, oldLabel: maybe, oldBlocked: blocked }

/** Who wrote what somebody else may have taken over. */
export const writer = {
  writer: maybe.describe(
    'who wrote the memory, also where `author` took it over or put it back; null for a removal, and in a cube of one other author',
  ),
  writerName: maybe.optional(),
  writerLabel: maybe.optional(),
  writerBlocked: blocked,
}

/** Fields that are added on the way out. */
type AddedName<T> = {
  [K in keyof T]: K extends `${infer F}Label`
    ? F extends keyof T
      ? K
      : never
    : K extends `${infer F}Name` | `${infer F}Blocked`
      ? `${F}Label` extends keyof T
        ? K
        : never
      : never
}[keyof T]

/** An answer before the names are put in. */
export type Unnamed<T> = T extends readonly unknown[]
  ? { [K in keyof T]: Unnamed<T[K]> }
  : T extends object
    ? { [K in keyof T as K extends AddedName<T> ? never : K]: Unnamed<T[K]> }
    : T
