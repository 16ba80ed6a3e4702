/**
 * Notices that one node key is used by two machines: a home was copied. A run of a node that ended does not come back, so
 * two runs that speak by turns are two machines.
 */

/** Runs of one node that are remembered. */
const maxRuns = 1_000

interface Runs {
  now: string
  before: Set<string>
}

export class TwinWatch {
  readonly #runs = new Map<string, Runs>()
  readonly #twins = new Set<string>()
  readonly #tell: (peerId: string, by?: string) => void
  readonly #self: string
  #isTwin = false

  /** @param tell is called once for each peer id that turns out to be two machines; `by` is the peer that said it of this one */
  constructor(self: string, tell: (peerId: string, by?: string) => void) {
    this.#self = self
    this.#tell = tell
  }

  /** Peer ids that are two machines each. */
  get twins(): ReadonlySet<string> {
    return this.#twins
  }

  /** Whether others say it of this one. */
  get isTwin(): boolean {
    return this.#isTwin
  }

  /** A peer spoke. @param session 16 random bytes of its run @param saysTwin it says that this one is two machines */
  note(peerId: string, session: Uint8Array, saysTwin: boolean): void {
    if (saysTwin && !this.#isTwin) {
      this.#isTwin = true
      this.#tell(this.#self, peerId)
    }
    this.#noteRun(peerId, Buffer.from(session).toString('hex'))
  }

  #noteRun(peerId: string, run: string): void {
    const known = this.#runs.get(peerId)
    if (known === undefined || known.before.size > maxRuns) {
      this.#runs.set(peerId, { now: run, before: new Set() })
      return
    }
    if (known.now === run) return
    if (known.before.has(run) && !this.#twins.has(peerId)) {
      this.#twins.add(peerId)
      this.#tell(peerId)
    }
    known.before.add(known.now)
    known.now = run
  }
}
