/** What waits for a decision, as lines for people. */
import type { AnswerOf } from '../../node/index.ts'
import { shortId } from '../../home/short-id.ts'
import { plainLine } from './terminal-text.ts'

type Waiting = AnswerOf<'show'>['waiting'][number]

/** Of many, as many are shown; the rest is counted. Guess: what fits on a screen. */
const mostShown = 5

export function waitingLines(waiting: readonly (Waiting & { displayName?: string })[]): string[] {
  const lines = waiting.slice(0, mostShown).flatMap((one) => {
    const cube = one.displayName === undefined ? '' : `${one.displayName}: `
    return [`waiting ${plainLine(`${cube}${said(one)}`, 300)}`, `        ${plainLine(one.hint, 600)}`]
  })
  const more = waiting.length - mostShown
  return more > 0
    ? [...lines, `waiting ${more} more; \`memcube show CUBE --json\` lists all of a cube`]
    : lines
}

function said({ kind, key, beside, branch, id }: Waiting): string {
  if (kind === 'edited-twice')
    return `"${key}" was edited twice at the same time; the other edit is "${beside}"`
  if (kind === 'unfinished-merge') return `a merge into the branch "${branch}" is unfinished`
  if (kind === 'unmerged') return 'another author made changes that are not merged yet'
  if (kind === 'proposal') return `the proposal ${shortId(id ?? '')} is open`
  if (kind === 'restored') return 'it came from a backup, and others may hold what is newer'
  return kind
}
