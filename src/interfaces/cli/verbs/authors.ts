import type { AnswerOf } from '../../../node/index.ts'
import { bold } from '../output.ts'
import { nameAndKey } from '../person.ts'
import { plainLine } from '../terminal-text.ts'
import { callVerb } from '../verb.ts'

export const authors = callVerb({
  name: 'authors',
  group: 'share',
  summary: 'who may sign for a cube, and how many it takes',
  call: 'authors',
  arguments: [['<cube>', 'name or id of the cube']],
  options: [
    { flags: '--add <author>', about: 'let another author sign: a did:key or a nickname' },
    {
      flags: '--branch <pattern>',
      about: 'with --add: only these branches, such as draft/*; all when not given',
      many: true,
    },
    { flags: '--remove <author>', about: 'no longer let an author sign; what they wrote stays' },
    { flags: '--threshold <n>', about: 'how many authors must have a commit before it counts', whole: true },
    { flags: '--approve <token>', about: 'sign the change that another author wants' },
  ],
  examples: [
    ['memcube authors notes', 'lists them, and the changes that wait for signatures'],
    [
      'memcube authors notes --add did:key:z6Mk...',
      'bob may write to it: he pulls it and writes, and everybody who reads the cube gets that',
    ],
    ['memcube authors notes --add bob --branch draft/*', 'bob writes drafts; you merge them'],
    ['memcube authors notes --threshold 2', 'from now on two authors must have a commit'],
  ],
  input: ([cube], { add, branch, remove, threshold, approve }) => ({
    cube,
    add,
    branches: branch,
    remove,
    threshold,
    approve,
  }),
  show({ authors: named, threshold, pending, commit }, { out }) {
    for (const one of named) out.line(...shown(one))
    if (named.length > 1)
      out.line(
        threshold === 1 ? 'each signs alone' : `${threshold} of them must have a commit before it counts`,
      )
    if (commit !== null) out.line(`changed in ${commit}`)
    for (const { token, authors: wanted, threshold: wantedThreshold, signed, needed } of pending) {
      out.line(`wanted, with ${signed.length} of ${needed} signatures, threshold ${wantedThreshold}:`)
      for (const one of wanted) out.line('  ', ...shown(one))
      out.line('another author puts it into force with `memcube authors CUBE --approve` and this word:')
      out.line(token)
    }
  },
})

function shown({
  branches,
  you,
  ...person
}: AnswerOf<'authors'>['authors'][number]): (string | ReturnType<typeof bold>)[] {
  const name = nameAndKey(person)
  const where = branches.includes('*') ? 'all branches' : plainLine(branches.join(', '))
  return [you ? bold(name) : name, `  ${where}`, you ? '  (you)' : '']
}
