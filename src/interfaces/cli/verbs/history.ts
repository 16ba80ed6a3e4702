import type { AnswerOf } from '../../../node/index.ts'
import { graphOf } from '../graph.ts'
import { bold, type Output } from '../output.ts'
import { nameOf } from '../person.ts'
import { plainLine, timeText } from '../terminal-text.ts'
import { callVerb } from '../verb.ts'

export const log = callVerb({
  name: 'log',
  group: 'read',
  summary: 'the history of a cube, newest first',
  call: 'log',
  arguments: [['<cube>', 'name or id of the cube']],
  options: [
    { flags: '--branch <branch>', about: 'start at a branch or commit' },
    { flags: '--key <key>', about: 'only commits that changed this key' },
    { flags: '--limit <n>', about: 'show at most this many', whole: true },
    { flags: '--graph', about: 'draw which commit was made on which' },
  ],
  examples: [['memcube log notes --key postgres/vacuum', 'who changed that memory, when and why']],
  input: ([cube], { branch, key, limit }) => ({ cube, branch, key, limit }),
  show({ commits }, { out }, { graph }) {
    if (graph === true) return drawGraph(commits, out)
    for (const { commit, time, message, verified, ...person } of commits) {
      out.line(bold(commit), verified ? '' : '  NOT VERIFIED')
      out.line(`  ${timeText(time)}  ${nameOf(person)}`)
      out.line(`  ${plainLine(message)}`)
    }
  },
})

/** A prefix that REV takes: seven characters that all commits share, and 45 bits. */
const graphIdChars = 16

function drawGraph(commits: AnswerOf<'log'>['commits'], out: Output): void {
  const byId = new Map(commits.map((commit) => [commit.commit, commit]))
  for (const { lanes, commit } of graphOf(commits)) {
    const found = commit === undefined ? undefined : byId.get(commit)
    if (found === undefined) out.line(lanes)
    else
      out.line(
        `${lanes} `,
        bold(found.commit.slice(0, graphIdChars)),
        `  ${plainLine(found.message)}`,
        found.verified ? '' : '  NOT VERIFIED',
      )
  }
}

export const diff = callVerb({
  name: 'diff',
  group: 'read',
  summary: 'the keys that differ between two commits',
  call: 'diff',
  arguments: [
    ['<cube>', 'name or id of the cube'],
    ['<a>', 'a commit, a branch, or REV~n'],
    ['[b]', 'the same; the current state when not given'],
  ],
  options: [{ flags: '--branch <branch>', about: 'compare with another branch than the current one' }],
  examples: [['memcube diff notes main~1', 'what the last commit changed']],
  show({ added, removed, changed }, { out }) {
    for (const key of added) out.line(`+ ${plainLine(key, 1024)}`)
    for (const key of removed) out.line(`- ${plainLine(key, 1024)}`)
    for (const key of changed) out.line(`~ ${plainLine(key, 1024)}`)
    if (added.length + removed.length + changed.length === 0) out.line('no difference')
  },
})
