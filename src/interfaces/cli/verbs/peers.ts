import { plainLine } from '../terminal-text.ts'
import { callVerb } from '../verb.ts'

export const connect = callVerb({
  name: 'connect',
  group: 'share',
  summary: 'dial a node',
  network: true,
  call: 'connect',
  arguments: [['<address>', 'a multiaddr, as the other node prints it']],
  options: [],
  examples: [
    ['memcube connect /ip4/127.0.0.1/tcp/4001/p2p/12D3KooW...', 'dials the node and shakes hands with it'],
  ],
  show: ({ peerId }, { out }) => out.line(`connected to ${peerId}`),
})

export const peers = callVerb({
  name: 'peers',
  group: 'share',
  summary: 'the connected nodes, with what was agreed',
  call: 'peers',
  ofSwarm: true,
  arguments: [],
  options: [],
  examples: [
    [
      'memcube peers',
      'lists each connected node with its agent, the result of the handshake, and whether a relay carries it',
    ],
  ],
  show({ peers: found }, { out }) {
    if (found.length === 0) out.line('no peers; dial one with `memcube connect ADDRESS`')
    for (const { peerId, agent, relayed, agreement, refusal } of found) {
      const result = agreement?.result ?? (refusal === null ? 'no handshake yet' : 'refused')
      const why = agreement?.reason ?? refusal?.message
      out.line(
        `${peerId}  ${plainLine(agent ?? 'unknown agent', 60)}  ${result}${relayed ? '  through a relay' : ''}`,
      )
      if (why !== undefined) out.line(`  ${plainLine(why, 640)}`)
    }
  },
})
