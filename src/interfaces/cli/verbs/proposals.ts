import type { AnswerOf } from '../../../node/index.ts'
import { bold } from '../output.ts'
import { nameOf } from '../person.ts'
import { shortId } from '../../../home/short-id.ts'
import { plainLine, timeText } from '../terminal-text.ts'
import { callVerb, type Values } from '../verb.ts'
import { textOptions } from './history.ts'
import { parseDecision, showMerged } from './merge.ts'

export const propose = callVerb({
  name: 'propose',
  group: 'share',
  summary: 'offer what a fork changed to the cube it was forked from',
  network: true,
  call: 'propose',
  arguments: [['<cube>', 'a fork of yours; it is published, because an offer is public']],
  options: [{ flags: '-m, --message <message>', about: 'why; shown to the authors of the cube' }],
  examples: [
    [
      'memcube propose better-notes -m "the vacuum settings are for 16, not 12"',
      'signs the offer and gives it to nodes that seed the cube; its author may be offline',
    ],
    [
      'memcube propose better-notes',
      'once more, after a change or with other words: revises the offer, and what was said of it stays',
    ],
  ],
  show({ proposal, revises, revision, published, delivered, refused }, { out }) {
    if (published) out.note('the fork was published: anybody can read it from now on')
    for (const { peerId, message } of refused)
      out.note(`${plainLine(peerId, 80)} did not take it: ${plainLine(message, 400)}`)
    if (delivered.length === 0)
      out.note('no node that seeds the cube could be reached: it is delivered when a daemon here meets one')
    else out.line(`delivered to ${delivered.length} ${delivered.length === 1 ? 'node' : 'nodes'}`)
    if (revises !== null) out.line(`revision ${revision}, in the place of ${revises}`)
    out.line(proposal)
  },
})

export const proposals = callVerb({
  name: 'proposals',
  group: 'share',
  summary: 'what was proposed to your cubes, and what you proposed',
  call: 'proposals',
  ofSwarm: true,
  arguments: [['[cube]', 'only for this one; also what is kept here for others']],
  options: [],
  examples: [
    ['memcube proposals', 'then `memcube diff CUBE BASE ID` for the words, and `memcube show CUBE ID`'],
  ],
  show({ proposals: all }, { out }) {
    // A newer revision stands for it.
    const found = all.filter(({ state }) => state !== 'superseded')
    if (found.length === 0) out.line('none')
    for (const one of found) {
      const where = plainLine(one.name ?? one.cube)
      const revision = one.revision > 1 ? `  revision ${one.revision}` : ''
      out.line(bold(one.id), `  ${one.state}${revision}${one.verified ? '' : '  NOT VERIFIED'}`)
      out.line(
        `  ${one.direction === 'out' ? 'from you' : `from ${nameOf(one)} (${one.tier})`} to ${where}, ${timeText(one.time)}`,
      )
      if (one.message !== '') out.line(`  ${plainLine(one.message, 400)}`)
      // Nothing of a cube that is not here can be compared.
      const words =
        one.name === null
          ? ''
          : `; \`memcube diff ${plainLine(one.name)} ${shortId(one.base)} ${shortId(one.id)}\` shows the words`
      out.line(`  ${changes(one)}${words}`)
      if (one.approvers.length > 0) out.line(`  approved by ${one.approvers.map(nameOf).join(', ')}`)
      if (one.reason !== null)
        out.line(
          `  ${one.state === 'accepted' ? 'with the words' : 'because'}: ${plainLine(one.reason, 2_100)}`,
        )
      if (one.merged !== null) out.line(`  in ${one.merged}`)
      if (!one.delivered) out.line('  not delivered yet')
      for (const said of one.comments) out.line(...commentLine(said))
    }
  },
})

type Said = AnswerOf<'comment'>['comments'][number]

function commentLine(said: Said): [string, string] {
  return [`  ${nameOf(said)}, ${timeText(said.time)}:`, ` ${plainLine(said.text, 2_100)}`]
}

export const comment = callVerb({
  name: 'comment',
  group: 'share',
  summary: 'say something of a proposal, or show what was said',
  network: true,
  call: 'comment',
  ofSwarm: true,
  arguments: [
    ['<proposal>', 'its id, or the first characters of it'],
    ['[text]', 'at most 2,048 bytes; public, as the proposal is'],
  ],
  options: [],
  examples: [
    [
      'memcube comment bafyreib3x5q "which version is that for?"',
      'its proposer and the authors of the cube read and answer it; a revision keeps it',
    ],
    ['memcube comment bafyreib3x5q', 'shows what was said'],
  ],
  show({ comments }, { out }) {
    if (comments.length === 0) out.line('nothing was said of it yet')
    for (const said of comments) out.line(...commentLine(said))
  },
})

function changes({ added, changed, removed }: AnswerOf<'proposals'>['proposals'][number]): string {
  if (added === null || changed === null || removed === null) return 'its base is not held here'
  return `${added} added, ${changed} changed, ${removed} removed`
}

export const accept = callVerb({
  name: 'accept',
  group: 'share',
  summary: 'merge a proposal into your cube, and tell its author',
  call: 'accept',
  ofSwarm: true,
  arguments: [['<proposal>', 'its id, or the first characters of it']],
  options: [
    { flags: '--strategy <strategy>', about: 'for what both changed: ask, ours, theirs or union' },
    {
      flags: '--resolve <key=how>',
      about: 'KEY=ours, KEY=theirs or KEY=@FILE; may be given several times',
      many: true,
    },
    { flags: '--branch <branch>', about: 'into another branch than the current one' },
    {
      flags: '-m, --message <message>',
      about:
        'kept in the commit, and told to who proposed; by default the fork, its author and what they say',
    },
    ...textOptions,
  ],
  examples: [
    ['memcube accept bafyreib3x5q', 'exit 4 and a list when you changed the same memories since'],
    ['memcube accept bafyreib3x5q --resolve postgres/vacuum=theirs', 'settles that one and finishes'],
    ['memcube accept bafyreib3x5q -m "thanks, with the settings for 17"', 'its author reads the words'],
  ],
  input: ([proposal], { strategy, resolve: given = [], branch, message, text }, { json }) => ({
    proposal,
    strategy,
    branch,
    message,
    resolve: (given as string[]).map(parseDecision),
    ...((!json || text === true) && { text: true }),
  }),
  show(result, context, options) {
    showMerged(result, context, options, howToFinish(result, options))
    if (result.state === 'accepted') context.out.note(`accepted; ${nameOf(result)} is told`)
  },
  exitCode: ({ conflicts }) => (conflicts.length > 0 ? 4 : 0),
})

/** What state an acceptance with conflicts is in, and what comes next. */
function howToFinish({ proposal, conflicts, ...person }: AnswerOf<'accept'>, { branch }: Values): string {
  const [first] = conflicts
  const id = shortId(proposal)
  const into = branch === undefined ? '' : ` --branch ${plainLine(branch as string)}`
  return `the proposal stays open, and the cube is as it was. What is settled is kept; ${nameOf(person)} is told once all is. Finish with \`memcube accept ${id}${into} --resolve ${plainLine(first?.key ?? 'KEY', 200)}=ours\` (or =theirs, or =@FILE), for each key; \`memcube status\` lists it until then`
}

export const decline = callVerb({
  name: 'decline',
  group: 'share',
  summary: 'decline a proposal',
  call: 'decline',
  ofSwarm: true,
  arguments: [['<proposal>', 'its id, or the first characters of it']],
  options: [{ flags: '--reason <reason>', about: 'why; public, as the proposal is' }],
  examples: [
    ['memcube decline bafyreib3x5q --reason "see postgres/vacuum, which says why"', 'its author sees it'],
  ],
  show: ({ id, state }, { out }) => out.line(bold(id), `  ${state}`),
})

export const approve = callVerb({
  name: 'approve',
  group: 'share',
  summary: 'agree with a proposal, as an author of the cube',
  call: 'approve',
  ofSwarm: true,
  arguments: [['<proposal>', 'its id, or the first characters of it']],
  options: [],
  examples: [
    [
      'memcube approve bafyreib3x5q',
      'signs that you agree with that commit, and no other. Accepting the proposal writes it down',
    ],
  ],
  show: ({ id, ...person }, { out }) => out.line(bold(id), `  approved by ${nameOf(person)}`),
})
