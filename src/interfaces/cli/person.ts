/** People in text: the name that the node gives them, else their key. */
import { plainLine } from './terminal-text.ts'

interface Person {
  author: string
  /** Null where no name is known; a node of an earlier version says none. */
  authorLabel?: string | null | undefined
  /** Only there where they are blocked here. */
  authorBlocked?: boolean | undefined
}

/** A name has 64 characters at most, and the end of a key beside it. */
const maxChars = 100

/** What somebody is called; of who is blocked, with that said. */
export function nameOf({ author, authorLabel, authorBlocked }: Person): string {
  return plainLine(authorLabel ?? author, maxChars) + markOf(authorBlocked)
}

/** A name is in quotes or was given here: nobody else can say it of somebody. */
function markOf(isBlocked: boolean | undefined): string {
  return isBlocked === true ? ' (blocked)' : ''
}

/** The same where there is room for a word: of who has no name the end of the key. */
export function shortNameOf(person: Person): string {
  return plainLine(person.authorLabel ?? tailOf(person.author), maxChars) + markOf(person.authorBlocked)
}

/** As many characters of a key as stand beside a name of two. */
const tailChars = 8

function tailOf(key: string): string {
  return `…${key.slice(-tailChars)}`
}

/** With the key, where the key is what a reader needs. */
export function nameAndKey(person: Person): string {
  const key = plainLine(person.author)
  const isNamed = (person.authorLabel ?? null) !== null
  return isNamed ? `${nameOf(person)}  ${key}` : `${key}${markOf(person.authorBlocked)}`
}

/** That a program spoke for a person: `through claude-code, model opus`. Empty where a memory names none. Both are claims. */
export function throughAgent({
  agent,
  model,
}: {
  agent?: string | null | undefined
  model?: string | null | undefined
}): string {
  const program = typeof agent === 'string' ? [`through ${plainLine(agent, maxChars)}`] : []
  return [...program, ...(typeof model === 'string' ? [`model ${plainLine(model, maxChars)}`] : [])].join(
    ', ',
  )
}
