import { bold } from '../output.ts'
import { plainLine } from '../terminal-text.ts'
import { callVerb } from '../verb.ts'

export const branch = callVerb({
  name: 'branch',
  group: 'history',
  summary: 'list the branches of a cube, or make a private one',
  call: 'branch',
  arguments: [
    ['<cube>', 'name or id of the cube'],
    ['[name]', 'the branch to make'],
    ['[rev]', 'where it starts; the current state when not given'],
  ],
  options: [{ flags: '--remove', about: 'remove the branch; commits that another branch contains stay' }],
  examples: [
    ['memcube branch notes', 'the branches, the current one marked, and which of them others can read'],
    ['memcube branch notes draft main~2', 'makes a branch two commits back, without switching to it'],
    ['memcube add notes "..." --branch draft', 'writes to the branch without switching to it'],
    [
      'memcube publish notes --branch draft',
      'others get it with `memcube pull notes --branch draft`, or when it is merged into main',
    ],
  ],
  input: ([cube, name, at], { remove }) => ({ cube, name, at, remove }),
  show(result, { out }) {
    if ('branches' in result) {
      for (const { name, commit, current, published, held, followed } of result.branches)
        out.line(
          `${current ? '* ' : '  '}`,
          current ? bold(plainLine(name)) : plainLine(name),
          `  ${commit}  ${published ? 'published' : 'private'}`,
          followed ? ', fetched at each pull' : '',
          held ? '' : ', not here: pull it with --branch',
        )
    } else
      out.line(`${result.removed === true ? 'removed ' : ''}${plainLine(result.branch)}  ${result.commit}`)
  },
})

export const switchVerb = callVerb({
  name: 'switch',
  group: 'history',
  summary: 'read, write and recall another branch from now on',
  call: 'switch',
  arguments: [
    ['<cube>', 'name or id of the cube'],
    ['<branch>', 'the branch to switch to'],
  ],
  options: [],
  examples: [['memcube switch notes draft', 'only here: what others read stays main']],
  show: (made, { out }) =>
    out.line(
      `${plainLine(made.branch)}  ${made.commit}  ${made.published === true ? 'published: others read what is written here' : 'private'}`,
    ),
})
