import type { AnswerOf } from '../../../node/index.ts'
import { countOf } from '../../../home/count-of.ts'
import { formatBytes } from '../format-bytes.ts'
import { plainLine, timeText } from '../terminal-text.ts'
import { callVerb } from '../verb.ts'

export const syncLog = callVerb({
  name: 'sync-log',
  group: 'share',
  summary: 'what was exchanged with a peer, and what was refused and why',
  call: 'sync-log',
  ofSwarm: true,
  arguments: [['[peer]', 'a peer id, or the end of one; without it the peers are listed']],
  options: [{ flags: '--limit <count>', about: 'only the newest; 50 when not given', whole: true }],
  examples: [
    ['memcube sync-log', 'the peers with whom something was exchanged'],
    ['memcube sync-log 9xKq2', 'what was asked, sent, received and refused, with bytes and time'],
  ],
  show({ peers, peerId, entries }, { out }) {
    for (const { peerId: id, exchanges, refused, lastMs } of peers)
      out.line(
        `${plainLine(id, 128)}  ${countOf(exchanges, 'exchange')}, ${refused} refused, the last at ${timeText(lastMs)}`,
      )
    if (peerId === null && peers.length === 0) out.line('nothing was exchanged with anybody yet')
    for (const entry of entries) out.line(lineOf(entry))
  },
})

/** Who asked whom, and for what. */
function doneAs(side: string, what: string): string {
  const things = what === 'pack' ? 'blocks' : 'heads'
  if (side === 'told') return 'they told us a head'
  return side === 'asked' ? `we asked for ${things}` : `they asked for ${things}`
}

function lineOf({
  atMs,
  side,
  what,
  cubes,
  outcome,
  items,
  bytes,
  ms,
  reason,
}: AnswerOf<'sync-log'>['entries'][number]): string {
  const said =
    reason === undefined
      ? `${countOf(items, what === 'pack' ? 'block' : 'head')}, ${formatBytes(bytes)}, ${ms} ms`
      : `${plainLine(reason.code, 64)}: ${plainLine(reason.message, 400)}`
  const which = cubes.length === 0 ? 'any cube' : cubes.map((cube) => plainLine(cube, 80)).join(' ')
  const ended = outcome === 'done' ? '' : `${plainLine(outcome, 16)}, `
  return `${timeText(atMs)}  ${doneAs(side, what)}: ${ended}${said}; of ${which}`
}
