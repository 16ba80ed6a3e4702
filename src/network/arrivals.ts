/**
 * Lets in connections that have proven nothing yet, as `pending-places.ts` decides. Who waits is not read: its bytes stay with
 * the system, and nothing is made for it but a socket.
 */
import type { MultiaddrConnection } from '@libp2p/interface'
import { hostOf, networkOf } from './connection-places.ts'
import { NetworkError } from './network-error.ts'
import type { PendingPlaces, PendingTurn } from './pending-places.ts'

/** Bytes that are kept of who waits over a transport that cannot be paused; the first ones of a handshake are some 60. */
const MAX_WAITING_BYTES = 4_096
/** Handshakes that begin in one turn of the loop, at 1 to 2 ms each (measured). */
const MAX_BEGUN_A_TURN = 8
/** Connections that are ended in one turn, at 0.2 ms each (a guess): as many as have begun may have to go at once. */
const MAX_ENDED_A_TURN = 32
/** How often places are looked at while somebody is here. Guess: a tenth of the time that a place is safe. */
const TICK_MS = 100

export class Arrivals {
  readonly #places: PendingPlaces<MultiaddrConnection>
  /** What lets each go on. */
  readonly #begin = new Map<MultiaddrConnection, () => void>()
  readonly #beginning: MultiaddrConnection[] = []
  readonly #going: MultiaddrConnection[] = []
  #isDue = false
  #ticking: NodeJS.Timeout | undefined

  constructor(places: PendingPlaces<MultiaddrConnection>) {
    this.#places = places
  }

  /** Resolves when its handshake may begin. One that ends before counts no more; libp2p hears of its end by itself. */
  async letIn(connection: MultiaddrConnection): Promise<void> {
    connection.addEventListener('close', () => this.end(connection))
    const turn = Promise.withResolvers<void>()
    const { maxReadBufferLength } = connection
    this.#begin.set(connection, () => {
      connection.maxReadBufferLength = maxReadBufferLength
      turn.resolve()
    })
    // One that ended meanwhile is found out by libp2p.
    if (connection.status !== 'open') return this.end(connection)
    connection.maxReadBufferLength = MAX_WAITING_BYTES
    connection.pause()
    const { remoteAddr } = connection
    const origin = { network: networkOf(remoteAddr), address: hostOf(remoteAddr) }
    this.#do(this.#places.arrive(connection, origin, Date.now()))
    await turn.promise
  }

  /** It went on, or ended. */
  end(connection: MultiaddrConnection): void {
    this.#settle(connection)
    this.#do(this.#places.end(connection, Date.now()))
  }

  #do({ begin, gone }: PendingTurn<MultiaddrConnection>): void {
    this.#beginning.push(...begin)
    this.#going.push(...gone)
    this.#doSome()
    if (this.#places.isEmpty) {
      clearInterval(this.#ticking)
      this.#ticking = undefined
    } else this.#ticking ??= setInterval(() => this.#do(this.#places.tick(Date.now())), TICK_MS).unref()
  }

  /** A few in each turn of the loop: what they compute together then is short. */
  #doSome(): void {
    if (this.#isDue) return
    // One that ends is told of at once, and comes here again.
    this.#isDue = true
    for (const connection of this.#going.splice(0, MAX_ENDED_A_TURN)) {
      connection.abort(new NetworkError('ERR_LIMIT', 'a connection that does not go on gives way to others'))
      this.#settle(connection)
    }
    for (const connection of this.#beginning.splice(0, MAX_BEGUN_A_TURN)) {
      this.#settle(connection)
      if (connection.status === 'open') connection.resume()
    }
    if (this.#beginning.length + this.#going.length === 0) {
      this.#isDue = false
      return
    }
    setImmediate(() => {
      this.#isDue = false
      this.#doSome()
    })
  }

  #settle(connection: MultiaddrConnection): void {
    this.#begin.get(connection)?.()
    this.#begin.delete(connection)
  }
}
