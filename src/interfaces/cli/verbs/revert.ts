import type { AnswerOf } from '../../../node/index.ts'
import { showText } from '../change-lines.ts'
import { bold } from '../output.ts'
import { nameAndKey, throughAgent } from '../person.ts'
import { plainLine, timeText } from '../terminal-text.ts'
import { callVerb } from '../verb.ts'
import { textOptions, wantsWords } from './history.ts'

export const revert = callVerb({
  name: 'revert',
  group: 'history',
  summary: 'take back what a commit did, or the last change of one memory, in a new commit',
  call: 'revert',
  arguments: [
    ['<cube>', 'name or id of the cube'],
    ['[what]', 'a commit, a branch, or REV~n; or the key of a memory'],
  ],
  options: [
    { flags: '--key <key>', about: 'only this memory: its last change, or what the commit did to it' },
    { flags: '--to <rev>', about: 'put the memory back to what it was at a commit' },
    { flags: '--branch <branch>', about: 'a branch other than the current one' },
    { flags: '-m, --message <message>', about: 'why; kept in the commit' },
    ...textOptions,
  ],
  examples: [
    [
      'memcube revert notes main',
      'takes the last commit back; refused when one of its memories was changed since',
    ],
    [
      'memcube revert notes postgres/vacuum',
      'undoes the last change of one memory: text, tags and source as before; a removed one comes back',
    ],
    [
      'memcube revert notes postgres/vacuum --to main~3',
      'as it was three commits ago. --key names a memory that is called like a branch',
    ],
  ],
  input: ([cube, rev], { key, to, branch, message, ...options }, context) => ({
    cube,
    rev,
    key,
    to,
    branch,
    message,
    ...(wantsWords(options, context) && { text: true }),
  }),
  show(answer, { out }) {
    const { commit, added, changed, removed, key, undone, texts = [] } = answer
    if (key !== undefined) {
      if (undone) out.line(`undoes  ${plainLine(undone.message)}`)
      if (undone) out.line(`        ${timeText(undone.time)}  ${nameAndKey(undone)}`)
      out.line(bold(plainLine(key, 1024)), `  ${becameOf(answer)}`)
      for (const text of texts) showText(text, out)
    } else out.line(`${added} added, ${changed} changed, ${removed} removed`)
    out.line(commit)
  },
})

/** What became of one memory. */
function becameOf({
  added,
  changed,
  removed,
}: Pick<AnswerOf<'revert'>, 'added' | 'changed' | 'removed'>): string {
  if (added > 0) return 'is back'
  if (removed > 0) return 'is removed: it was not there before'
  return changed > 0 ? 'is as it was before' : 'was so already; nothing was changed'
}

export const blame = callVerb({
  name: 'blame',
  group: 'history',
  summary: 'who wrote a memory, proven by the commit that brought it',
  call: 'blame',
  arguments: [
    ['<cube>', 'name or id of the cube'],
    ['<key>', 'key of the memory'],
  ],
  options: [
    { flags: '--at <rev>', about: 'as it was at a commit' },
    { flags: '--branch <branch>', about: 'a branch other than the current one' },
  ],
  examples: [
    ['memcube blame notes postgres/vacuum', 'author, commit and time, checked against the signature'],
  ],
  show({ memory, commit, time, message, verified, exact, agent, model, ...person }, { out }) {
    out.line(bold(nameAndKey(person)), verified ? '' : '  NOT VERIFIED')
    const means = throughAgent({ agent, model })
    if (means !== '') out.line(`  ${means}`)
    out.line(`  ${timeText(time)}  ${plainLine(message)}`)
    out.line(`  commit  ${commit}`)
    out.line(`  memory  ${memory}`)
    if (!exact) out.note('an older state is not held here: it may have been written before that commit')
  },
})
