import type { AnswerOf } from '../../../node/index.ts'
import { memoriesOf, countOf } from '../../../home/count-of.ts'
import { branchInLink } from '../branch-in-link.ts'
import { showBranches } from '../branch-lines.ts'
import { nameOf } from '../person.ts'
import { plainLine } from '../terminal-text.ts'
import { callVerb } from '../verb.ts'

export const follow = callVerb({
  name: 'follow',
  group: 'trust',
  summary: 'keep a cube or an author up to date',
  call: 'follow',
  ofSwarm: true,
  needsPeers: () => true,
  network: ([target]) => /^(memcube:|b[a-z2-7]{58}(#|$))/.test(String(target)),
  arguments: [
    [
      '<target>',
      'a cube, a did:key, or a nickname; an id, a link or a ticket of a cube that is not here yet',
    ],
  ],
  options: [
    { flags: '--branch <branch>', about: 'of the cube: a published branch to keep up to date beside main' },
  ],
  examples: [
    [
      'memcube follow field-notes',
      'new commits arrive by themselves while the daemon runs, and recall answers from it',
    ],
    ['memcube follow bafyrei...', 'a cube that is not here is pulled first'],
    [
      'memcube follow field-notes --branch draft',
      'draft too; `memcube recall QUESTION --cube field-notes --at draft` answers from it',
    ],
  ],
  input: ([target], { branch }) => named(target, branch),
  show({ pulled, ...followed }, { out }) {
    if (pulled !== undefined)
      out.line(
        `pulled ${plainLine(pulled.name)}: ${memoriesOf(pulled.memories)}, ${countOf(pulled.bytes, 'byte')}`,
      )
    if (pulled?.branches !== undefined) showBranches(pulled.branches, pulled.name, out)
    out.line(`following ${targetOf(followed)}`)
  },
})

export const unfollow = callVerb({
  name: 'unfollow',
  group: 'trust',
  summary: 'stop keeping it up to date',
  call: 'unfollow',
  ofSwarm: true,
  arguments: [['<target>', 'a cube, a did:key, or a nickname']],
  options: [{ flags: '--branch <branch>', about: 'only this branch of the cube: it is fetched no more' }],
  examples: [['memcube unfollow field-notes', 'what is here stays']],
  input: ([target], { branch }) => named(target, branch),
  show: (followed, { out }, { branch }) =>
    out.line(
      branch === undefined
        ? `no longer following ${targetOf(followed)}`
        : `the branch ${plainLine(branch as string)} is fetched no more`,
    ),
})

export const trust = callVerb({
  name: 'trust',
  group: 'trust',
  summary: 'say how far an author is trusted, or what you call them',
  call: 'trust',
  ofSwarm: true,
  arguments: [
    ['<author>', 'a did:key or a nickname'],
    ['[tier]', 'team, followed, community or quarantined; with --nickname it may be left out, and stays'],
  ],
  options: [{ flags: '--nickname <name>', about: 'a name of your own for the author' }],
  examples: [
    [
      'memcube trust did:key:z6Mk... team --nickname bob',
      'recall trusts what bob wrote as it trusts the team',
    ],
    ['memcube trust did:key:z6Mk... --nickname bob', 'gives a name alone; how far bob is trusted stays'],
  ],
  show: ({ tier, ...person }, { out }) => out.line(`${nameOf(person)} is trusted as ${tier}`),
})

export const block = callVerb({
  name: 'block',
  group: 'trust',
  summary: 'take nothing more from an author',
  call: 'block',
  ofSwarm: true,
  arguments: [['<target>', 'a did:key, a nickname, or a cube of the author']],
  options: [],
  examples: [
    ['memcube block did:key:z6Mk...', 'nothing of theirs is shown, pulled or passed on; `trust` lifts it'],
  ],
  show: ({ authorBlocked: _said, ...person }, { out }) => out.line(`blocked ${nameOf(person)}`),
})

/** What is followed, with the branch of it where one is named. */
function named(target: unknown, given: unknown): { target: string; branch?: string } {
  const { cube, branch } = branchInLink(String(target), given as string | undefined)
  return { target: cube, ...(branch !== undefined && { branch }) }
}

/** A cube by its id, or a person. */
function targetOf({ target, author, ...person }: AnswerOf<'unfollow'>): string {
  return author === undefined ? target : nameOf({ author, ...person })
}
