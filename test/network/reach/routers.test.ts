/** Routers on loopback that give a port, and such that answer rubbish. */
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { describe, expect, it, onTestFinished } from 'vitest'
import { mapByNatPmp } from '../../../src/network/reach/nat-pmp.ts'

async function router(answer: (request: Buffer) => Buffer[]): Promise<number> {
  const socket: Socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  onTestFinished(() => void socket.close())
  socket.on('message', (request, { port, address }) => {
    for (const one of answer(request)) socket.send(one, port, address)
  })
  return socket.address().port
}

const ask = (port: number) =>
  mapByNatPmp(
    {
      gateway: '127.0.0.1',
      address: '127.0.0.1',
      port: 4001,
      wanted: 4001,
      lifetimeS: 7200,
      signal: AbortSignal.timeout(10_000),
    },
    port,
  )

const outside = Buffer.from([0, 128, 0, 0, 0, 0, 0, 1, 44, 1, 0, 1])
const given = (outer: number): Buffer => {
  const answer = Buffer.alloc(16)
  answer.writeUInt8(130, 1)
  answer.writeUInt16BE(4001, 8)
  answer.writeUInt16BE(outer, 10)
  answer.writeUInt32BE(7200, 12)
  return answer
}

describe('a router that speaks NAT-PMP', () => {
  it('gives a port, which may be another one than was asked for', async () => {
    const seen: Buffer[] = []
    const port = await router((request) => {
      seen.push(request)
      return request[1] === 0 ? [outside] : [given(50_001)]
    })
    expect(await ask(port)).toEqual({ by: 'nat-pmp', ip: '44.1.0.1', port: 50_001 })
    expect(seen.at(-1)?.toString('hex')).toBe('000200000fa10fa100001c20')
  })

  it('may refuse, in words', async () => {
    const refused = Buffer.from([0, 130, 0, 2, 0, 0, 0, 1])
    const port = await router((request) => [request[1] === 0 ? outside : refused])
    expect(await ask(port)).toBe('NAT-PMP refuses a port with the error 2')
  })

  it('is passed over when it answers rubbish, and what comes after counts', async () => {
    const rubbish = [Buffer.alloc(0), Buffer.from([1]), Buffer.alloc(400, 255), outside.subarray(0, 9)]
    const port = await router((request) => [...rubbish, request[1] === 0 ? outside : given(4001)])
    expect(await ask(port)).toEqual({ by: 'nat-pmp', ip: '44.1.0.1', port: 4001 })
  })
})
