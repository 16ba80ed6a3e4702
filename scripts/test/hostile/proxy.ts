/** Bytes between two nodes, slower than they come or not all of them. Nodes verify each other through it as ever. */
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

interface Manner {
  /** What passes at once, of each connection; then so many bytes each time, of whoever connected to here. */
  freeBytes?: number
  bytes?: number
  eachMs?: number
  /** What passes to whoever connected to here before the connection is cut. */
  endsAfterBytes?: number
}

/** @returns the address of the proxy, with the identity that is behind it */
export async function proxy(address: string, manner: Manner): Promise<string> {
  const [, port, peerId] = /\/tcp\/(\d+)\/p2p\/(.+)$/.exec(address) ?? []
  const server = createServer((near) => {
    const far = connect(Number(port), '127.0.0.1')
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const)
      one.on('error', () => other.destroy()).on('close', () => other.destroy())
    void slowly(near, far, manner)
    cutting(far, near, manner.endsAfterBytes ?? Infinity)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `/ip4/127.0.0.1/tcp/${(server.address() as AddressInfo).port}/p2p/${peerId}`
}

async function slowly(from: Socket, to: Socket, { freeBytes = Infinity, bytes = 0, eachMs = 0 }: Manner) {
  let left = freeBytes
  for await (const chunk of from as AsyncIterable<Buffer>) {
    for (let rest = chunk; rest.length > 0;) {
      if (left <= 0) await new Promise((resolve) => setTimeout(resolve, eachMs).unref())
      if (left <= 0) left = bytes
      to.write(rest.subarray(0, left))
      const passed = Math.min(left, rest.length)
      left -= passed
      rest = rest.subarray(passed)
    }
  }
}

function cutting(from: Socket, to: Socket, endsAfterBytes: number): void {
  let left = endsAfterBytes
  from.on('data', (chunk: Buffer) => {
    to.write(chunk)
    if ((left -= chunk.length) <= 0) to.destroy()
  })
}
