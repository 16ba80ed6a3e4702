import type { AnswerOf } from '../../../node/index.ts'
import { countOf } from '../../../home/count-of.ts'
import { shortId } from '../../../home/short-id.ts'
import { behindWords } from '../behind-words.ts'
import { noteLicence } from '../licence-line.ts'
import { memoriesHeld, memoriesOfPart } from '../part-line.ts'
import { bold, dim, type Output } from '../output.ts'
import { nameAndKey, nameOf } from '../person.ts'
import { plainLine, timeText } from '../terminal-text.ts'
import { callVerb } from '../verb.ts'
import { waitingLines } from '../waiting-lines.ts'

type Cube = AnswerOf<'show'>

function waitingNote({ waiting }: Pick<Cube, 'waiting'>): string {
  return waiting.length === 0 ? '' : `  ${waiting.length} waiting for a decision`
}

/** Of a fork, where it comes from: by name where the upstream is held here. */
function forkedFrom({ forkOf, upstream }: Pick<Cube, 'forkOf' | 'upstream'>): string {
  if (forkOf === null) return ''
  return upstream === undefined ? forkOf.cube : `${plainLine(upstream.name, 64)}  ${forkOf.cube}`
}

function behindNote({ upstream }: Pick<Cube, 'upstream'>): string {
  return (upstream?.newer ?? 0) > 0 ? `  ${countOf(upstream?.newer ?? 0, 'commit')} behind its upstream` : ''
}

function behindIts({ displayName, upstream }: Pick<Cube, 'displayName' | 'upstream'>): string {
  return upstream === undefined || (upstream.newer ?? 0) === 0 ? '' : behindWords(displayName, upstream)
}

/** Who can read a cube, in a word or two. */
function readersOf({ visibility, swarm }: Pick<Cube, 'visibility' | 'swarm'>): string {
  return visibility === 'swarm' ? `swarm ${plainLine(swarm ?? '', 64)}` : visibility
}

const longReaders: Record<Cube['visibility'], (swarm: string) => string> = {
  private: () => 'this home alone (private)',
  public: () => 'everybody (public)',
  swarm: (swarm) => `the members of the swarm ${swarm}`,
}

/** How old the head is, and who said that there is none newer. */
function newestOf({ headTime, lastAsked }: Cube): string {
  const signed = new Date(headTime).toISOString()
  if (lastAsked === null) return signed
  const { asked, answered, atMs } = lastAsked
  return `${signed}; ${answered} of ${countOf(asked, 'node')} answered when asked for a newer one at ${new Date(atMs).toISOString()}`
}

export const create = callVerb({
  name: 'create',
  group: 'write',
  summary: 'make a cube that you sign',
  call: 'create',
  arguments: [['<name>', 'its name in this home; SWARM/NAME makes it in a swarm']],
  options: [
    { flags: '--topic <topic>', about: 'what others find it by; may be given several times', many: true },
    { flags: '--licence <licence>', about: 'what others may do with it, e.g. CC-BY-4.0' },
    { flags: '--about <text>', about: 'one sentence about it' },
    { flags: '--swarm <swarm>', about: 'in this swarm; only its members see it' },
  ],
  examples: [
    [
      'memcube create field-notes --topic typescript --licence CC-BY-4.0',
      'makes an empty cube; nobody else sees it until you publish it',
    ],
  ],
  input: ([given], { topic = [], licence, about, swarm }) => ({
    ...placed(given as string, swarm as string | undefined),
    topics: topic,
    licence,
    about,
  }),
  show({ cube, name }, { out }) {
    out.line(`created ${plainLine(name)}`)
    out.line(cube)
  },
})

/** `crew/runbook` is the cube runbook in the swarm crew, as in every other verb. */
function placed(given: string, swarm: string | undefined): { name: string; swarm: string | undefined } {
  const [, place, name] = /^([^/]+)\/([^/]+)$/.exec(given) ?? []
  if (swarm !== undefined || place === undefined || place === '.') return { name: given, swarm }
  return { name: name ?? given, swarm: place }
}

export const list = callVerb({
  name: 'list',
  group: 'read',
  summary: 'the cubes of this home',
  call: 'list',
  ofSwarm: true,
  arguments: [],
  options: [],
  examples: [['memcube list', 'shows each cube with who can read it, role, memories, trust and freshness']],
  show({ cubes }, { out }) {
    if (cubes.length === 0)
      out.line('no cubes yet; make one with `memcube create NAME`, or find some with `memcube discover`')
    for (const cube of cubes) {
      out.line(
        bold(plainLine(cube.displayName)),
        `  ${readersOf(cube)}  ${cube.role}  ${memoriesHeld(cube)}${cube.tier === cube.role ? '' : `  trust ${cube.tier}`}${cube.fresh ? '' : '  stale'}${cube.forked ? '  forked' : ''}${cube.pinned ? '  pinned' : ''}${cube.state === 'held' ? '' : `  ${cube.state}`}${behindNote(cube)}${waitingNote(cube)}`,
      )
      out.line(dim(`  ${cube.cube}${cube.tier === 'own' ? '' : `  by ${nameOf(cube)}`}`))
    }
  },
})

/** `show.ts` makes the verb of it. */
export const showCube = callVerb({
  name: 'show',
  group: 'read',
  summary: 'one cube, in full',
  call: 'show',
  arguments: [['<cube>', 'name, id, link or ticket']],
  options: [],
  examples: [
    [
      'memcube show field-notes',
      'shows who can read it, who signs it, its newest commit and what it says of itself',
    ],
  ],
  show(cube, { out }) {
    out.line(bold(plainLine(cube.displayName)))
    const rows: [string, string][] = [
      ['about', cube.about ?? ''],
      ['cube', cube.cube],
      ['role', cube.role],
      ['fork of', forkedFrom(cube)],
      ['behind', behindIts(cube)],
      ['branch', cube.branch === 'main' ? '' : cube.branch],
      ['author', nameAndKey(cube)],
      ['trust', cube.tier],
      ['head', `${cube.head} (${cube.seq})${cube.fresh ? '' : ', stale'}`],
      ['signed', newestOf(cube)],
      [
        'forked',
        cube.forked
          ? 'its author signed two different heads under one number; `memcube doctor` says more'
          : '',
      ],
      [
        'memories',
        cube.part === undefined ? String(cube.memories) : memoriesOfPart(cube.memories, cube.part),
      ],
      ['topics', cube.topics.join(', ')],
      ['licence', cube.licence ?? 'none said'],
      ['read by', longReaders[cube.visibility](plainLine(cube.swarm ?? ''))],
      // Of somebody else's cube its readers say it.
      [
        'published',
        cube.visibility === 'swarm' ? '' : cube.published ? 'yes' : cube.visibility === 'private' ? 'no' : '',
      ],
    ]
    for (const [name, value] of rows)
      if (value !== '') out.line(`  ${name.padEnd(10)}${plainLine(value, 400)}`)
    for (const line of waitingLines(cube.waiting)) out.line(`  ${line}`)
    if (cube.proposed !== undefined) showProposed(cube.proposed, out)
  },
})

/** What was offered from a fork, as far as it is known here what became of it. */
function showProposed(
  { id, state, time, delivered, reason, comments }: NonNullable<AnswerOf<'show'>['proposed']>,
  out: Output,
): void {
  const where = delivered ? '' : ', not delivered yet'
  out.line(`  proposed  ${shortId(id)} ${state}${where}, ${timeText(time)}; see \`memcube proposals\``)
  if (reason !== null) out.line(`    ${plainLine(reason, 2_100)}`)
  for (const said of comments)
    out.line(`    ${nameOf(said)}, ${timeText(said.time)}: ${plainLine(said.text, 2_100)}`)
}

export const fork = callVerb({
  name: 'fork',
  group: 'share',
  summary: 'make your own cube from another, with its history',
  call: 'fork',
  arguments: [
    ['<cube>', 'the cube to fork'],
    ['[name]', 'the name of the fork'],
  ],
  options: [
    { flags: '--branch <branch>', about: 'begin at this branch; at the current one when none is named' },
  ],
  examples: [
    [
      'memcube fork field-notes better-notes',
      'shares every block with the original. You sign what you change. What is said of licences is no legal advice',
    ],
  ],
  show({ cube, name, forkOf, licence }, { out }) {
    out.line(`forked ${forkOf} as ${plainLine(name)}`)
    out.line(cube)
    if (licence.theirs === null)
      out.line('the original says no licence: ask its author before you publish this')
    else {
      out.line(`the licence of the original holds: ${plainLine(licence.theirs)}`)
      noteLicence(licence, out)
    }
  },
})
