/** What is said aloud about two licences. */
import type { AnswerOf } from '../../node/index.ts'
import type { Output } from './output.ts'
import { plainLine } from './terminal-text.ts'

type LicenceComparison = AnswerOf<'fork'>['licence']

/** A warning, or a hint to look; nothing where both fit. */
export function noteLicence(found: LicenceComparison | undefined, out: Output): void {
  if (found === undefined || found.verdict === 'same' || found.verdict === 'compatible') return
  const about = plainLine(found.says, 400)
  if (found.verdict === 'incompatible')
    out.note(`warning: the licences do not go together: ${about}; ask the author before you publish this`)
  else out.note(`note: whether the licences go together is not known: ${about}`)
}
