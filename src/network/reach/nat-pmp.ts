/** NAT-PMP (RFC 6886): asks the router for a port in two small datagrams. Nobody but the router is asked or heard. */
import { createSocket, type Socket } from 'node:dgram'
import { on, once } from 'node:events'
import { raceSignal } from 'race-signal'
import { anySignal } from '../../core/signals/index.ts'
import type { Mapped, MapRequest } from './map-request.ts'

const PORT = 5351
/** RFC 6886 doubles the wait nine times, which takes two minutes; four tries are under two seconds. */
const WAITS_MS = [250, 250, 500, 750]

/** @returns undefined when the router does not speak it; a sentence when it refuses */
export async function mapByNatPmp(
  { gateway, port, wanted, lifetimeS, signal }: MapRequest,
  serverPort = PORT,
): Promise<Mapped | string | undefined> {
  const socket = createSocket('udp4')
  socket.on('error', () => {})
  try {
    socket.connect(serverPort, gateway)
    await raceSignal(once(socket, 'connect'), signal)
    const outside = await exchange(socket, Buffer.from([0, 0]), 12, signal)
    if (outside === undefined) return undefined
    if (outside.readUInt16BE(2) !== 0) return `NAT-PMP answers with the error ${outside.readUInt16BE(2)}`
    const request = Buffer.alloc(12)
    request.writeUInt8(2, 1)
    request.writeUInt16BE(port, 4)
    request.writeUInt16BE(wanted, 6)
    request.writeUInt32BE(lifetimeS, 8)
    const answer = await exchange(socket, request, 16, signal)
    if (answer === undefined) return 'NAT-PMP says its address and gives no port'
    if (answer.readUInt16BE(2) !== 0) return `NAT-PMP refuses a port with the error ${answer.readUInt16BE(2)}`
    return { by: 'nat-pmp', ip: [...outside.subarray(8, 12)].join('.'), port: answer.readUInt16BE(10) }
  } catch {
    // No route to the router, or nothing listens there.
    return undefined
  } finally {
    socket.close()
  }
}

async function exchange(
  socket: Socket,
  request: Buffer,
  length: number,
  signal: AbortSignal,
): Promise<Buffer | undefined> {
  for (const waitMs of WAITS_MS) {
    const limit = anySignal([signal, AbortSignal.timeout(waitMs)])
    const heard = nextAnswer(socket, length, (request[1] ?? 0) + 128, limit)
    socket.send(request, () => {})
    const answer = await heard
    if (answer !== undefined) return answer
    signal.throwIfAborted()
  }
  return undefined
}

/** The next datagram that answers; others are passed over. */
async function nextAnswer(
  socket: Socket,
  length: number,
  operation: number,
  signal: AbortSignal,
): Promise<Buffer | undefined> {
  try {
    for await (const [message] of on(socket, 'message', { signal }) as AsyncIterable<[Buffer]>) {
      if (message.length < 4 || message[0] !== 0 || message[1] !== operation) continue
      if (message.readUInt16BE(2) !== 0 || message.length >= length) return message
    }
    return undefined
  } catch {
    return undefined
  }
}
