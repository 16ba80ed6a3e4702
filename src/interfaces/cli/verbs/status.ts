import { plainLine } from '../terminal-text.ts'
import { callVerb } from '../verb.ts'

interface Status {
  running: boolean
  peerId: string
  addresses: string[]
  peers: number
  cubes: number
  memories: number
  index: { texts: number; vectors: number; pending: number }
  disk: { bytes: number; free: number; readOnly: boolean; reason?: string | null }
  damage?: { message: string }[]
}

const mebibytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MiB`

export const status = callVerb<Status>({
  name: 'status',
  group: 'start',
  summary: 'node, peers, cubes, index and disk',
  call: 'status',
  arguments: [],
  options: [],
  examples: [['memcube status', 'says whether a daemon runs, who is connected and how much is here']],
  input: () => ({}),
  show({ running, peerId, addresses, peers, cubes, memories, index, disk, damage = [] }, { out }) {
    out.line(
      running ? `daemon running as ${peerId}` : `no daemon; start one with \`memcube daemon\` (${peerId})`,
    )
    for (const address of addresses) out.line(`  ${address}`)
    out.line(`peers   ${peers}`)
    out.line(`cubes   ${cubes} with ${memories} memories`)
    out.line(
      `index   ${index.texts} passages by words, ${index.vectors} by meaning${index.pending > 0 ? `, ${index.pending} waiting` : ''}`,
    )
    out.line(
      `disk    ${mebibytes(disk.bytes)} used, ${mebibytes(disk.free)} free${disk.readOnly ? `, READ-ONLY: ${plainLine(disk.reason ?? 'a write failed')}` : ''}`,
    )
    for (const { message } of damage)
      out.line(`damage  ${plainLine(message, 400)}; run \`memcube fsck --repair\``)
  },
})
