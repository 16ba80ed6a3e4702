import type { AnswerOf } from '../../../node/index.ts'
import { showChanges } from '../change-lines.ts'
import { graphOf } from '../graph.ts'
import { bold, dim, type Output } from '../output.ts'
import { nameOf, shortNameOf } from '../person.ts'
import { shortIds } from '../short-ids.ts'
import { plainLine, timeText } from '../terminal-text.ts'
import { callVerb, type Values, type VerbContext, type VerbOption } from '../verb.ts'

export const log = callVerb({
  name: 'log',
  group: 'read',
  summary: 'the history of a cube, newest first',
  call: 'log',
  pages: true,
  arguments: [['<cube>', 'name or id of the cube']],
  options: [
    { flags: '--branch <branch>', about: 'start at a branch or commit' },
    { flags: '--key <key>', about: 'only commits that changed this key' },
    { flags: '--limit <n>', about: 'show at most this many', whole: true },
    { flags: '--oneline', about: 'a line for each commit' },
    { flags: '-p, --patch', about: 'with the words that each commit changed' },
    { flags: '--graph', about: 'draw which commit was made on which' },
  ],
  examples: [
    ['memcube log notes --oneline', 'short ids, which every REV takes'],
    ['memcube log notes -p --key postgres/vacuum', 'who changed that memory, when, why, and in which words'],
  ],
  input: ([cube], { branch, key, limit, patch }) => ({
    cube,
    branch,
    key,
    limit,
    ...(patch === true && { text: true }),
  }),
  show({ commits }, { out }, { graph, oneline, key }) {
    if (commits.length === 0 && key !== undefined)
      out.note(
        `no commit that is held here changed ${plainLine(key as string, 1024)}; \`memcube keys CUBE\` lists what there is`,
      )
    const shorten = shortIds(commits.map(({ commit }) => commit))
    if (graph === true) return drawGraph(commits, shorten, out)
    for (const { commit, time, message, verified, changes, ...person } of commits) {
      const doubt = verified ? '' : '  NOT VERIFIED'
      if (oneline === true)
        out.line(bold(shorten(commit)), ` ${plainLine(message)}`, doubt, dim(`  ${shortNameOf(person)}`))
      else {
        out.line(bold(commit), doubt)
        out.line(`  ${timeText(time)}  ${nameOf(person)}`)
        out.line(`  ${plainLine(message)}`)
      }
      if (changes === null) out.line(dim(notHeld))
      else if (changes !== undefined) {
        if (!changes.exact) out.line(dim(notExact))
        showChanges(changes, out)
        out.line()
      }
    }
  },
})

export const notHeld = '  its state is not held here: what it changed is not known'
export const notExact = '  an older state is not held here: some of this may have changed before'

type Commits = AnswerOf<'log'>['commits']

function drawGraph(commits: Commits, shorten: (id: string) => string, out: Output): void {
  const byId = new Map(commits.map((commit) => [commit.commit, commit]))
  for (const { lanes, commit } of graphOf(commits)) {
    const found = commit === undefined ? undefined : byId.get(commit)
    if (found === undefined) out.line(lanes)
    else
      out.line(
        `${lanes} `,
        bold(shorten(found.commit)),
        `  ${plainLine(found.message)}`,
        found.verified ? '' : '  NOT VERIFIED',
        dim(`  ${shortNameOf(found)}`),
      )
  }
}

export const textOptions: readonly VerbOption[] = [
  { flags: '--text', about: 'with the words that changed; on a terminal this is the default' },
  { flags: '--name-only', about: 'only the keys' },
]

/** Words are for people: on a terminal, or where they are asked for. */
export function wantsWords(
  { text, nameOnly }: Values,
  { json, out }: Pick<VerbContext, 'json' | 'out'>,
): boolean {
  return text === true || (!json && nameOnly !== true && out.isTerminal)
}

export const diff = callVerb({
  name: 'diff',
  group: 'read',
  summary: 'what differs between two commits: keys and words',
  call: 'diff',
  pages: true,
  arguments: [
    ['<cube>', 'name or id of the cube'],
    ['<a>', 'a commit, a branch, or REV~n'],
    ['[b]', 'the same; the current state when not given'],
  ],
  options: [
    { flags: '--branch <branch>', about: 'compare with another branch than the current one' },
    ...textOptions,
  ],
  examples: [
    ['memcube diff notes main~1', 'what the last commit changed'],
    ['memcube diff notes main draft --text', 'in words, also where no terminal is'],
  ],
  input: ([cube, a, b], { branch, ...options }, context) => ({
    cube,
    a,
    b,
    branch,
    ...(wantsWords(options, context) && { text: true }),
  }),
  show: (changes, { out }) => showChanges(changes, out),
})
