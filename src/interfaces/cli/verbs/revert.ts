import { bold } from '../output.ts'
import { nameAndKey } from '../person.ts'
import { plainLine, timeText } from '../terminal-text.ts'
import { callVerb } from '../verb.ts'

export const revert = callVerb({
  name: 'revert',
  group: 'history',
  summary: 'take back what a commit did, in a new commit',
  call: 'revert',
  arguments: [
    ['<cube>', 'name or id of the cube'],
    ['<rev>', 'a commit, a branch, or REV~n'],
  ],
  options: [
    { flags: '--branch <branch>', about: 'a branch other than the current one' },
    { flags: '-m, --message <message>', about: 'why; kept in the commit' },
  ],
  examples: [
    [
      'memcube revert notes main',
      'takes the last commit back; refused when one of its memories was changed since',
    ],
  ],
  show({ commit, added, changed, removed }, { out }) {
    out.line(`${added} added, ${changed} changed, ${removed} removed`)
    out.line(commit)
  },
})

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
  show({ memory, commit, time, message, verified, exact, ...person }, { out }) {
    out.line(bold(nameAndKey(person)), verified ? '' : '  NOT VERIFIED')
    out.line(`  ${timeText(time)}  ${plainLine(message)}`)
    out.line(`  commit  ${commit}`)
    out.line(`  memory  ${memory}`)
    if (!exact) out.note('an older state is not held here: it may have been written before that commit')
  },
})
