// Version 1 of the protocols met on the wire. A node of version 1 asks on ids of its own; it is told in its own framing
// why it gets nothing, and a node that speaks only version 1 is known by these ids. Nothing else of version 1 is spoken.
// Spec: protocols/handshake/spec.md, "Version 1".
import type { Channel, NetworkHost } from '../../network/index.ts'
import type { Refusal } from '../errors.ts'
import { encodeRefusal } from '../refusal.ts'

/** What a node of version 1 opens. */
export const VERSION_1_PROTOCOLS = Object.freeze([
  '/memcube/handshake/1.0.0',
  '/memcube/sync/1.0.0',
  '/memcube/proposals/1.0.0',
])

const [HANDSHAKE_1] = VERSION_1_PROTOCOLS as [string]

/** The same words on both sides. */
export const VERSION_1_REFUSAL: Readonly<Refusal> = Object.freeze({
  class: 'incompatible',
  code: 'ERR_INCOMPATIBLE',
  field: 'protocols',
  message:
    'one peer speaks version 1 of the memcube protocols and the other version 2, so they exchange nothing: ' +
    'upgrade memcube on the node with version 1',
})

/** Streams of one peer of version 1; each is answered and closed. As of the handshake. */
const MAX_STREAMS = 4

/** Answers what a node of version 1 asks, in its own framing, with the reason why it gets nothing. */
export function refuseVersion1(
  network: Pick<NetworkHost, 'handle'>,
  deadline: () => AbortSignal,
  refused: (peerId: string) => void,
): void {
  for (const protocol of VERSION_1_PROTOCOLS)
    network.handle(
      protocol,
      async (channel, peerId) => {
        await answer(channel, deadline())
        refused(peerId)
      },
      { maxInboundStreams: MAX_STREAMS },
    )
}

async function answer(channel: Channel, signal: AbortSignal): Promise<void> {
  // What it asks changes nothing; a frame is read first because version 1 says something before it listens.
  await channel.read({ signal })
  await channel.write(encodeRefusal(VERSION_1_REFUSAL), { signal })
  await channel.close({ signal })
}

/** Whether a peer has said that it speaks the handshake of version 1. */
export function namesVersion1(protocols: readonly string[]): boolean {
  return protocols.includes(HANDSHAKE_1)
}

/** Whether a peer that speaks no handshake of version 2 speaks that of version 1. */
export async function speaksVersion1(
  network: Pick<NetworkHost, 'open' | 'peers'>,
  peerId: string,
  signal: AbortSignal,
): Promise<boolean> {
  const known = network.peers().find((peer) => peer.peerId === peerId)?.protocols ?? []
  if (known.length > 0) return namesVersion1(known)
  // It has not said yet what it speaks.
  try {
    const channel = await network.open(peerId, HANDSHAKE_1, { signal })
    await channel.close({ signal })
    return true
  } catch {
    return false
  }
}
