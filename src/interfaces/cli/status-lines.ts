/** The answer of status, for people. */
import type { AnswerOf } from '../../node/index.ts'
import { countOf, memoriesOf } from '../../home/count-of.ts'
import { behindWords } from './behind-words.ts'
import { plainLine, timeText } from './terminal-text.ts'
import { swarmState } from './swarm-state.ts'
import { waitingLines } from './waiting-lines.ts'

type Status = AnswerOf<'status'>

const mebibytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MiB`

function readersLine({ visibility }: Status): string {
  const { private: own, public: everybody, swarm } = visibility
  return `: ${own} private, ${everybody} public, ${swarm} in swarms`
}

function reachLines({ summary, todo, problems }: NonNullable<Status['reach']>): string[] {
  const better = todo === null ? '' : `; ${todo}`
  return [
    `reach   ${plainLine(summary + better, 400)}`,
    ...problems.map(({ message, hint }) => `        ${plainLine(`${message}; ${hint}`, 400)}`),
  ]
}

function seedsLine({ seeds, cubes, bytes, maxBytes, leftOut }: Status['seeds']): string {
  const full = leftOut === 0 ? '' : `; ${leftOut} more did not fit`
  return `seeds   ${seeds}, with ${countOf(cubes, 'cube')}: ${mebibytes(bytes)} of ${mebibytes(maxBytes)}${full}`
}

function ipfsLines({ summary, problem }: NonNullable<Status['ipfs']>): string[] {
  const wrong = problem === null ? '' : `; ${problem.message}; ${problem.hint}`
  return [`ipfs    ${plainLine(summary + wrong, 400)}`]
}

function othersLine({ cubes, stale, oneVoice, oldestHead }: Status['others']): string {
  const oldest = oldestHead === null ? '' : `; the oldest head is of ${new Date(oldestHead).toISOString()}`
  return `others  ${countOf(cubes, 'cube')}, ${stale} not known to be current, ${oneVoice} on the word of one node or none${oldest}`
}

/** Of many, as many are shown; the rest is counted. Guess: what fits on a screen. */
const mostBehind = 5

function behindLines(behind: NonNullable<Status['behind']>): string[] {
  const lines = behind
    .slice(0, mostBehind)
    .map(
      ({ displayName, upstream }) =>
        `behind  ${plainLine(displayName)}: ${behindWords(displayName, upstream)}`,
    )
  return behind.length > mostBehind
    ? [...lines, `behind  ${behind.length - mostBehind} more; \`memcube list\` shows them`]
    : lines
}

function offersLines(offers: Status['offers']): string[] {
  if (offers === undefined) return []
  const { open, accepted, declined, comments, newestMs } = offers
  const counts = [
    [open, 'open'],
    [accepted, 'accepted'],
    [declined, 'declined'],
  ] as const
  const said = counts.filter(([count]) => count > 0).map(([count, state]) => `${count} ${state}`)
  const newest = newestMs === null ? '' : `; the newest word of others is of ${timeText(newestMs)}`
  return [
    `offers  yours: ${said.length === 0 ? 'none open' : said.join(', ')}, ${countOf(comments, 'comment')} by others${newest}; \`memcube proposals\` shows them`,
  ]
}

/** One line on where the blocks are. */
export function storeLine({ target, state, waiting, toErase, problem, tookMs }: Status['store']): string {
  const parts = [
    ...(state === 'whole' ? [] : [`${plainLine(state)}, waiting: ${countOf(waiting, 'block')}`]),
    ...(toErase === 0 ? [] : [`perhaps still there: ${countOf(toErase, 'deleted block')}`]),
    ...(problem === null ? [] : [plainLine(problem, 400)]),
    ...(tookMs === null ? [] : [`its last answer took ${tookMs} ms`]),
  ]
  return `blocks  ${[`in ${plainLine(target, 400)}`, ...parts].join('; ')}`
}

function runningLine({ running, role, peerId }: Status): string {
  if (role === 'resident')
    return `no daemon; \`memcube mcp\` has the home and serves commands, as ${peerId}; a daemon that starts takes over`
  return running ? `daemon running as ${peerId}` : `no daemon; start one with \`memcube daemon\` (${peerId})`
}

/** The answer for people. */
export function statusLines(status: Status): string[] {
  const { addresses, peers, cubes, memories, index, disk, damage, swarms } = status
  const lines: string[] = []
  lines.push(runningLine(status))
  for (const address of addresses) lines.push(`  ${address}`)
  lines.push(`peers   ${peers}`)
  if (status.reach !== null) lines.push(...reachLines(status.reach))
  if (status.ipfs !== null) lines.push(...ipfsLines(status.ipfs))
  lines.push(`cubes   ${cubes} with ${memoriesOf(memories)}${readersLine(status)}`)
  if (status.parts > 0)
    lines.push(`        ${status.parts} of them held in part: \`memcube list\` says which`)
  if (status.others.cubes > 0) lines.push(othersLine(status.others))
  if (status.seeds.seeds > 0) lines.push(seedsLine(status.seeds))
  lines.push(
    ...waitingLines(status.waiting),
    ...behindLines(status.behind ?? []),
    ...offersLines(status.offers),
  )
  lines.push(
    `index   ${countOf(index.texts, 'passage')} by words, ${index.vectors} by meaning${index.pending > 0 ? `, ${index.pending} waiting` : ''}`,
  )
  lines.push(
    `disk    ${mebibytes(disk.bytes)} used, ${mebibytes(disk.free)} free${disk.readOnly ? `, READ-ONLY: ${plainLine(disk.reason ?? 'a write failed')}` : ''}`,
  )
  if (status.store.target !== 'level' || status.store.state !== 'whole') lines.push(storeLine(status.store))
  for (const { name, epoch, role, members, online, state } of swarms)
    lines.push(
      `swarm   ${plainLine(name, 64)}: ${plainLine(role ?? 'no member')}, epoch ${epoch}, ${countOf(members, 'member')}, ${online} connected, ${swarmState({ state, online, members })}`,
    )
  for (const { message } of damage)
    lines.push(`damage  ${plainLine(message, 400)}; run \`memcube fsck --repair\``)
  return lines
}
