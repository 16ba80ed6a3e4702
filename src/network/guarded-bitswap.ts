/**
 * Bitswap with bounds on what strangers ask: wants in a message, and messages, wants and bytes in a time.
 *
 * For the maintainers of @helia/bitswap (4.0): `BitswapMessage.decode` makes an object of every want of a message of 4 MiB, some
 * 100,000, before `maxWantListSize` cuts them to 1,024, and nothing bounds how many messages a peer sends. Limits for
 * `decode` (protons has them) and a rate in `_onStream` would do what is done here from outside.
 */
import type { Connection, Stream } from '@libp2p/interface'
import type { Libp2p } from 'libp2p'
import { boundBitswapMessage } from './bitswap-message.ts'
import { guardStream } from './guarded-stream.ts'
import type { NetworkLogger } from './interface.ts'
import { NetworkError } from './network-error.ts'
import { Pace } from './pace.ts'

const BITSWAP = /^\/ipfs\/bitswap(\/|$)/
/** As the library allows: four blocks of the largest size. */
const MAX_MESSAGE_BYTES = 4 * 1024 * 1024
/**
 * What one peer may ask and send, in units: a message is one, and so are 16 wants and 64 KiB. An honest peer that walks a cube
 * block by block asks some hundred times a second, and 128 MiB a second is more than a loopback gives. Guesses.
 */
const UNITS = { perSecond: 2_000, burst: 4_000, maxWaitMs: 0, maxKeys: 4_096 }
const WANTS_PER_UNIT = 16
const BYTES_PER_UNIT = 64 * 1024
/** A peer that is refused so often loses its connection. As on the DHT. */
const MAX_REFUSALS = 32

/** Before bitswap starts, and takes libp2p as it finds it. */
export function guardBitswap(libp2p: Pick<Libp2p, 'handle'>, logger: NetworkLogger): void {
  const handle = libp2p.handle.bind(libp2p)
  const pace = new Pace(UNITS)
  const refusals = new WeakMap<Connection, number>()
  const refuse = (connection: Connection): never => {
    const peer = connection.remotePeer.toString()
    const count = (refusals.get(connection) ?? 0) + 1
    refusals.set(connection, count)
    const error = new NetworkError('ERR_LIMIT', 'the peer asks bitswap too much')
    if (count === MAX_REFUSALS) {
      logger.info({ peer }, 'bitswap: cut off a peer that asks too much')
      connection.abort(error)
    }
    throw error
  }
  const guarded = (stream: Stream, connection: Connection): Stream =>
    guardStream(stream, {
      maxFrameBytes: MAX_MESSAGE_BYTES,
      // The library takes the end of a stream for the end of what it reads: nothing waits.
      pass(frame) {
        const message = boundBitswapMessage(frame)
        if (message === undefined)
          throw new NetworkError('ERR_INVALID_INPUT', 'expected a message of bitswap')
        let units = 1 + message.wants / WANTS_PER_UNIT + frame.length / BYTES_PER_UNIT
        for (; units > 0; units--)
          if (pace.take(connection.remotePeer.toString(), Date.now()) === undefined) refuse(connection)
        return message.bytes
      },
    })
  libp2p.handle = (protocols, handler, options) => {
    const isBitswap = [protocols].flat().some((protocol) => BITSWAP.test(protocol))
    if (!isBitswap) return handle(protocols, handler, options)
    return handle(
      protocols,
      (stream, connection) => handler(guarded(stream, connection), connection),
      options,
    )
  }
}
