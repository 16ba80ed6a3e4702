import { suggestion } from './suggestion.ts'

/** What other programs, the page and the tools of agents call what a verb does. */
export const verbsOfOtherWords: Readonly<Record<string, string>> = {
  cat: 'get',
  checkout: 'switch',
  clone: 'pull',
  commit: 'add',
  delete: 'remove',
  erase: 'forget',
  fetch: 'pull',
  find: 'recall',
  history: 'log',
  invite: 'swarm invite',
  join: 'swarm join',
  ls: 'list',
  members: 'swarm members',
  move: 'store move',
  page: 'ui',
  push: 'publish',
  query: 'recall',
  remember: 'add',
  reset: 'revert',
  rm: 'remove',
  search: 'recall',
  share: 'publish',
  start: 'daemon',
  undo: 'revert',
  web: 'ui',
  whoami: 'status',
}

/** What somebody who typed `word` for a verb may have meant; undefined where that is not known. */
export function meantByWord(word: string, verbs: readonly string[]): string | undefined {
  const meant = Object.hasOwn(verbsOfOtherWords, word) ? verbsOfOtherWords[word] : undefined
  if (meant !== undefined) return `\`memcube ${meant}\` does that; see \`memcube help ${meant}\``
  return suggestion(word, verbs)
}
