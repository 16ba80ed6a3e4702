/** The answer of status, for people. */
import type { AnswerOf } from '../../node/index.ts'
import { plainLine } from './terminal-text.ts'
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
  return `seeds   ${seeds}, with ${cubes} cubes: ${mebibytes(bytes)} of ${mebibytes(maxBytes)}${full}`
}

function ipfsLines({ summary, problem }: NonNullable<Status['ipfs']>): string[] {
  const wrong = problem === null ? '' : `; ${problem.message}; ${problem.hint}`
  return [`ipfs    ${plainLine(summary + wrong, 400)}`]
}

function othersLine({ cubes, stale, oneVoice, oldestHead }: Status['others']): string {
  const oldest = oldestHead === null ? '' : `; the oldest head is of ${new Date(oldestHead).toISOString()}`
  return `others  ${cubes} cubes, ${stale} not known to be current, ${oneVoice} on the word of one node or none${oldest}`
}

/** The answer for people. */
export function statusLines(status: Status): string[] {
  const { running, peerId, addresses, peers, cubes, memories, index, disk, damage, swarms } = status
  const lines: string[] = []
  lines.push(
    running ? `daemon running as ${peerId}` : `no daemon; start one with \`memcube daemon\` (${peerId})`,
  )
  for (const address of addresses) lines.push(`  ${address}`)
  lines.push(`peers   ${peers}`)
  if (status.reach !== null) lines.push(...reachLines(status.reach))
  if (status.ipfs !== null) lines.push(...ipfsLines(status.ipfs))
  lines.push(`cubes   ${cubes} with ${memories} memories${readersLine(status)}`)
  if (status.parts > 0)
    lines.push(`        ${status.parts} of them are held in part: \`memcube list\` says which`)
  if (status.others.cubes > 0) lines.push(othersLine(status.others))
  if (status.seeds.seeds > 0) lines.push(seedsLine(status.seeds))
  lines.push(...waitingLines(status.waiting))
  lines.push(
    `index   ${index.texts} passages by words, ${index.vectors} by meaning${index.pending > 0 ? `, ${index.pending} waiting` : ''}`,
  )
  lines.push(
    `disk    ${mebibytes(disk.bytes)} used, ${mebibytes(disk.free)} free${disk.readOnly ? `, READ-ONLY: ${plainLine(disk.reason ?? 'a write failed')}` : ''}`,
  )
  for (const { name, epoch, role, members, online, state } of swarms)
    lines.push(
      `swarm   ${plainLine(name, 64)}: ${plainLine(role ?? 'no member')}, epoch ${epoch}, ${members} members, ${online} connected, ${plainLine(state)}`,
    )
  for (const { message } of damage)
    lines.push(`damage  ${plainLine(message, 400)}; run \`memcube fsck --repair\``)
  return lines
}
