/** A TCP proxy on loopback that keeps what a server sent to each client, and can hold back what clients send. */
import { once } from 'node:events'
import { createServer, connect, type AddressInfo, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

export type Ending = 'closed' | 'reset' | 'left'

export interface Recording {
  fromServer: Buffer
  fromClient: Buffer
  /** How it ended: the server closed or reset it, or the client left first. */
  ending: Promise<Ending>
}

export interface RecordingProxy {
  /** The address given, by way of the proxy. */
  address: string
  recordings: Recording[]
  /** From now on, what clients send waits here once the server has sent this many bytes to them. */
  holdAfter(bytes: number): void
  /** Resolves when something waits. */
  readonly holding: Promise<void>
  release(): void
}

/** @param address /ip4/127.0.0.1/tcp/PORT... of the server */
export async function recordingProxy(address: string): Promise<RecordingProxy> {
  const port = Number(/tcp\/(\d+)/.exec(address)?.[1])
  const recordings: Recording[] = []
  const sockets = new Set<Socket>()
  const holding = Promise.withResolvers<void>()
  const released = Promise.withResolvers<void>()
  let holdAfter = Infinity

  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1')
    const ending = Promise.withResolvers<Ending>()
    const recording: Recording = {
      fromServer: Buffer.alloc(0),
      fromClient: Buffer.alloc(0),
      ending: ending.promise,
    }
    recordings.push(recording)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.setNoDelay(true)
    }
    upstream.on('data', (chunk) => {
      recording.fromServer = Buffer.concat([recording.fromServer, chunk])
      client.write(chunk)
    })
    client.on('data', (chunk) => {
      recording.fromClient = Buffer.concat([recording.fromClient, chunk])
      if (recording.fromServer.length < holdAfter) return void upstream.write(chunk)
      holding.resolve()
      void released.promise.then(() => upstream.write(chunk))
    })
    upstream.on('end', () => ending.resolve('closed'))
    upstream.on('error', () => ending.resolve('reset'))
    upstream.on('close', () => client.destroy())
    client.on('close', () => ending.resolve('left'))
    client.on('error', () => {})
    client.on('close', () => upstream.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    released.resolve()
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return {
    address: address.replace(`tcp/${port}`, `tcp/${(server.address() as AddressInfo).port}`),
    recordings,
    holdAfter(bytes) {
      holdAfter = bytes
    },
    holding: holding.promise,
    release: () => released.resolve(),
  }
}
