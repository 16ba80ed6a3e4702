/** Counts what all hosts of this process send in the DHT, below the guard: the library is asked, nothing is in its place. */
import { pathToFileURL } from 'node:url'
import { join } from 'node:path'

export interface DhtCounts {
  /** Questions with an answer. */
  requests: number
  /** Provider records, which nobody answers. */
  records: number
}

interface Sending {
  _writeReadMessage(...args: unknown[]): Promise<unknown>
  _writeMessage(...args: unknown[]): Promise<unknown>
}

/** To be called before the first host is made. */
export async function countDht(): Promise<DhtCounts> {
  const file = join(import.meta.dirname, '../../../node_modules/@libp2p/kad-dht/dist/src/network.js')
  const { Network } = (await import(pathToFileURL(file).href)) as { Network: { prototype: Sending } }
  const counts = { requests: 0, records: 0 }
  const { _writeReadMessage: ask, _writeMessage: say } = Network.prototype
  Network.prototype._writeReadMessage = function (...args) {
    counts.requests++
    return ask.apply(this, args)
  }
  Network.prototype._writeMessage = function (...args) {
    counts.records++
    return say.apply(this, args)
  }
  return counts
}
