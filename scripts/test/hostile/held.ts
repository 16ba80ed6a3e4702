/** Connections that are held for nothing. */
import { multiaddr } from '@multiformats/multiaddr'
import { many, type Stage } from './stage.ts'

/** Sockets that begin a handshake and never go on. @param from where they come from on loopback */
export function halfOpen(
  stage: Stage,
  count: number,
  from: (which: number) => string,
  port?: number,
): Promise<unknown> {
  const hold = (which: number): Promise<unknown> =>
    new Promise((gone) => {
      const address = stage.from[which % stage.from.length] ?? from(which)
      stage.socket(address, port).once('close', gone).write('\u0013/multistream/1.0.0\n')
    })
  return many(stage.part(count), (which) => stage.forever(() => hold(which), 100))
}

/** One identity that holds so many connections, and says nothing on them. */
export async function holdIdle(stage: Stage, count: number): Promise<never> {
  const eve = await stage.plain()
  return stage.forever(async () => {
    const missing = count - eve.getConnections().length
    await Promise.allSettled(
      Array.from({ length: Math.min(missing, 20) }, () =>
        eve.dial(multiaddr(stage.address), { force: true }),
      ),
    )
  }, 100)
}
