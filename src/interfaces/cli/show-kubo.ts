/** What `swarm kubo` prints. */
import type { AnswerOf } from '../../node/index.ts'
import type { Output } from './output.ts'
import { plainLine } from './terminal-text.ts'

type ShownKubo = AnswerOf<'swarm-kubo'>

export function showKubo(answer: ShownKubo, out: Output): void {
  const { state, problem, addresses, peers, fingerprint, keyFile, keyEpoch, epoch } = answer
  out.line(`Kubo nodes: ${plainLine(state)}`)
  if (problem !== null) out.line(`  ${plainLine(problem, 600)}`)
  for (const address of addresses) out.line(`  ${plainLine(address, 300)}`)
  for (const { peerId, connected } of peers)
    out.line(`  ${plainLine(peerId)}  ${connected ? 'connected' : 'away'}`)
  if (fingerprint !== null) out.line(`  swarm key fingerprint: ${plainLine(fingerprint)}`)
  if (keyFile !== null)
    out.note(
      `copy ${plainLine(keyFile, 600)} into the repository of each Kubo node, as swarm.key, and start it anew`,
    )
  if (keyEpoch !== null && keyEpoch < epoch)
    out.note(
      `this key is from epoch ${keyEpoch}, and epoch ${epoch} is in force: if somebody left, turn \`swarm kubo\` off and on for a new key`,
    )
  if (state === 'off')
    out.note('`memcube swarm kubo SWARM on --peer PEERID` lets in a Kubo node; it reads what it fetches')
}
