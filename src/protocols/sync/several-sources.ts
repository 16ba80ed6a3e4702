// One pull from several sources. The first is asked for everything, as if it were alone. Once all commits and nodes are here and
// much is left, others are asked for shares of the tree (`choose-share.ts`), and the pull is over when nothing is missing, whoever
// brought it. Invariant: one closure knows what is missing, and one budget what may come; a source is told apart from the others
// only by what it may send. Spec: protocols/sync/spec.md, "Several sources".
import { anySignal } from '../../core/signals/index.ts'
import { codeOf, MemCubeError } from '../../core/errors.ts'
import { ProtocolError, type Refusal } from '../errors.ts'
import type { OtherSources } from '../interface.ts'
import { sectionBytes } from './car.ts'
import { decideOffer, isWorthSharing } from './choose-share.ts'
import type { Pace } from './client-state.ts'
import { FalseCommitError } from './false-commit.ts'
import { createHelper, GivenShares, type Helper } from './given-shares.ts'
import type { PackIntake } from './incoming.ts'
import { SYNC_LIMITS } from './limits.ts'
import type { Totals, Want } from './messages.ts'
import type { Receiver, SourceTotals } from './ports.ts'
import type { PullJob } from './pull-job.ts'
import { ShareIntake } from './share-intake.ts'
import { ShareTree } from './share-tree.ts'
import { falsePack } from './verify-received.ts'

/** A stream to another peer. */
export interface ShareStream {
  /** @throws BusySource, ProtocolError */
  pullShare(want: Want, intake: PackIntake, paced: (pace: Pace) => void): Promise<Totals>
}

/** The peer has no room for this just now; it is not to blame. */
export class BusySource extends ProtocolError {}

/** Opens a stream to a peer for as long as `use` takes; `use` may be called again. @throws what it throws */
export type OpenShares = (
  peerId: string,
  signal: AbortSignal,
  use: (stream: ShareStream) => Promise<Totals>,
) => Promise<unknown>

interface SeveralDeps {
  receiver: Receiver
  now(): number
  /** Ends the pull. */
  signal: AbortSignal
  /** Undefined where nobody else has the same. */
  others: OtherSources | undefined
  open: OpenShares | undefined
  /** Resolves when what the first source sent is written. */
  flush(): Promise<void>
}

export class SeveralSources {
  readonly #job: PullJob
  readonly #deps: SeveralDeps
  readonly #first: SourceTotals & { isSlow: boolean; isOver: boolean }
  readonly #helpers: Helper[] = []
  readonly #running = new Set<Promise<void>>()
  readonly #stopping = new AbortController()
  readonly #complete = Promise.withResolvers<'complete'>()
  #shares: GivenShares | undefined
  #isTried = false
  /** Those that have nothing to do wait for a change. */
  readonly #waiting: (() => void)[] = []
  #isDecided = false
  #fatal: unknown
  #firstError: unknown
  readonly #came: Totals = { blocks: 0, bytes: 0 }
  #accepted: Totals = { blocks: 0, bytes: 0 }
  #acceptedMs = 0
  /** What others have offered and not sent. */
  readonly #promised = new Map<Helper, Totals>()
  #bytesToldOf = 0

  constructor(job: PullJob, firstPeer: string, deps: SeveralDeps) {
    this.#job = job
    this.#deps = deps
    this.#first = { peerId: firstPeer, blocks: 0, bytes: 0, isSlow: false, isOver: false }
    this.#complete.promise.catch(() => undefined)
  }

  /** What the source that is asked for everything may send. */
  firstIntake(): PackIntake {
    const { closure, request, options } = this.#job
    return {
      cube: request.cube,
      commit: request.commit,
      mayAccept: async (offer) => {
        const refusal = await this.#job.mayAccept(offer)
        if (refusal === undefined) this.#accepted = offer
        if (refusal === undefined && this.#acceptedMs === 0) this.#acceptedMs = this.#deps.now()
        return refusal
      },
      take: (block) => {
        const isNew = closure.receive(block)
        if (isNew) this.#count(block.bytes.length)
        return isNew
      },
      unwritten: (error) => this.#end(error),
      arrived: (got, offered) => {
        Object.assign(this.#first, got)
        const done = Math.min(offered.blocks, Math.max(got.blocks, this.#came.blocks))
        options.progress?.({ phase: 'blocks', done, total: offered.blocks })
        this.look()
      },
    }
  }

  /** Whether all is here, or others should be asked too; after each chunk and now and then. */
  look(): void {
    if (this.#shares !== undefined && this.#job.isComplete) return this.#complete.resolve('complete')
    const { others, open, now } = this.#deps
    for (const helper of this.#helpers)
      if (
        !helper.isSlow &&
        helper.openingMs !== undefined &&
        now() - helper.openingMs >= SYNC_LIMITS.racedPaceMs
      )
        this.#isSlow(helper, true)
    if (this.#isTried || others === undefined || open === undefined || !this.#job.closure.hasMemories) return
    if (!isWorthSharing(this.#accepted, this.#first, now() - this.#acceptedMs)) return
    if (others.peers().length === 0) return
    this.#isTried = true
    this.#track(this.#begin())
  }

  /** @param sent resolves when the first source has sent all it was asked for @returns whether others made it complete before */
  async until(sent: Promise<void>): Promise<'sent' | 'complete'> {
    const ended = sent.then(
      () => 'sent' as const,
      (error: unknown) => this.#firstFailed(error),
    )
    ended.catch(() => undefined)
    const way = await Promise.race([ended, this.#complete.promise])
    this.#isDecided = true
    return way
  }

  /** Nobody sends or writes any more when this resolves. @throws what of the others ends the pull. */
  async stop(): Promise<void> {
    this.#stopping.abort(new ProtocolError('ERR_ABORTED', 'the pull is over'))
    while (this.#running.size > 0) await Promise.all(this.#running)
    if (this.#fatal !== undefined) throw this.#fatal
  }

  /** Says that the first source broke off, where others made up for it. */
  tellOfFirst(): void {
    if (this.#firstError !== undefined) this.#deps.others?.failed(this.#first.peerId, this.#firstError)
  }

  /** What came from whom, the first source first. */
  sources(): SourceTotals[] {
    return [this.#first, ...this.#helpers].map(({ peerId, blocks, bytes, error }) => ({
      peerId,
      blocks,
      bytes,
      ...(error !== undefined && { error }),
    }))
  }

  /** The pace of the pull, for whoever might leave the first source: with others that give it is not slow. */
  paced({ bytes, isSlow }: Pace): Pace {
    const beside = this.#helpers.reduce((sum, helper) => sum + helper.bytes, 0)
    const lately = beside - this.#bytesToldOf
    this.#bytesToldOf = beside
    this.#first.isSlow = isSlow
    if (isSlow) this.#changed()
    return { bytes: bytes + beside, isSlow: isSlow && lately < SYNC_LIMITS.slowBytes }
  }

  async #begin(): Promise<void> {
    const { closure } = this.#job
    try {
      await this.#deps.flush()
      if (closure.outstanding('node') + closure.outstanding('commit') > 0) await this.#job.compare()
      if (closure.tip === undefined || closure.outstanding('node') + closure.outstanding('commit') > 0) return
      const tree = await ShareTree.read(closure, this.#deps.receiver, closure.tip.tree)
      if (tree.leaves.length < 2) return
      this.#shares = new GivenShares(closure, tree, this.#accepted.bytes - this.#first.bytes)
      this.look()
      this.#fill()
    } catch (error) {
      // What cannot be read here ends the pull where it is verified; the first source goes on until then.
      if (!(error instanceof MemCubeError)) this.#end(error)
    }
  }

  /** As many others as may be asked at once. */
  #fill(): void {
    const { others } = this.#deps
    const asked = new Set([this.#first, ...this.#helpers].map(({ peerId }) => peerId))
    for (const peerId of others?.peers() ?? []) {
      if (this.#active() >= SYNC_LIMITS.maxSources || this.#stopping.signal.aborted) return
      if (asked.has(peerId)) continue
      asked.add(peerId)
      const helper = createHelper(peerId)
      this.#helpers.push(helper)
      this.#track(this.#help(helper))
    }
  }

  async #help(helper: Helper): Promise<void> {
    const signal = anySignal([this.#deps.signal, this.#stopping.signal, helper.leaving.signal])
    try {
      while (!signal.aborted) {
        if (!this.#give(helper)) {
          this.#requireHelp()
          await this.#change(signal)
          continue
        }
        helper.openingMs = this.#deps.now()
        await this.#deps.open!(helper.peerId, signal, async (stream) => {
          helper.openingMs = undefined
          const before = { blocks: helper.blocks, bytes: helper.bytes }
          while (this.#give(helper)) await this.#fetch(stream, helper)
          return { blocks: helper.blocks - before.blocks, bytes: helper.bytes - before.bytes }
        })
      }
    } catch (error) {
      this.#helperFailed(helper, error)
    }
    helper.isOver = true
    this.#promised.delete(helper)
    this.#fill()
    this.#changed()
    this.#requireHelp()
  }

  /** @returns whether it has a share to fetch */
  #give(helper: Helper): boolean {
    if (this.#shares!.has(helper)) return true
    const sources = this.#active()
    const isFirstStuck = this.#first.isSlow || this.#first.isOver
    const { isGiven, useless } = this.#shares!.give(helper, { sources, isFirstStuck })
    useless?.leaving.abort(new ProtocolError('ERR_TIMEOUT', 'another peer gives the same faster'))
    return isGiven
  }

  async #fetch(stream: ShareStream, helper: Helper): Promise<void> {
    const share = await this.#shares!.open(helper)
    if (share !== undefined && share !== 'nothing') {
      const intake = this.#helperIntake(helper, new ShareIntake(this.#job.closure, share))
      await stream.pullShare(this.#job.wantShare(share.skip), intake, ({ isSlow }) =>
        this.#isSlow(helper, isSlow),
      )
      // Of an update a server leaves out what older commits have, of which not all may be known here yet.
      if (this.#job.request.have === undefined && this.#shares!.lacks(helper))
        throw falsePack('it left out blocks of its share')
    }
    this.#shares!.end(helper)
    this.#changed()
  }

  /** What it owes may go to another one. */
  #isSlow(helper: Helper, isSlow: boolean): void {
    helper.isSlow = isSlow
    if (!isSlow) return
    this.#fill()
    this.#changed()
  }

  #helperIntake(helper: Helper, share: ShareIntake): PackIntake {
    const before = { blocks: helper.blocks, bytes: helper.bytes }
    const promised: Totals = { blocks: 0, bytes: 0 }
    this.#promised.set(helper, promised)
    const { cube, commit } = this.#job.request
    return {
      cube,
      commit,
      mayAccept: async (offer) => {
        const refusal = await this.#mayPromise(helper, offer)
        if (refusal === undefined) Object.assign(promised, offer)
        return refusal
      },
      take: (block) => {
        try {
          const isNew = share.take(block)
          if (isNew) this.#count(block.bytes.length)
          return isNew
        } catch (error) {
          if (isOfAuthor(error)) this.#end(error)
          throw error
        }
      },
      unwritten: (error) => this.#end(error),
      arrived: (got, offered) => {
        helper.blocks = before.blocks + got.blocks
        helper.bytes = before.bytes + got.bytes
        promised.blocks = offered.blocks - got.blocks
        promised.bytes = offered.bytes - got.bytes
        this.look()
      },
    }
  }

  /** One limit for all: the receiver is asked where an offer goes beyond what it has accepted already. */
  async #mayPromise(helper: Helper, offer: Totals): Promise<Refusal | undefined> {
    const promised: Totals = { blocks: 0, bytes: 0 }
    for (const [other, { blocks, bytes }] of this.#promised) {
      if (other === helper) continue
      promised.blocks += blocks
      promised.bytes += bytes
    }
    const more = decideOffer({ accepted: this.#accepted, came: this.#came, promised }, offer)
    const refusal = more && (await this.#job.mayAccept(more))
    if (more !== undefined && refusal === undefined) this.#accepted = more
    return refusal
  }

  #helperFailed(helper: Helper, error: unknown): void {
    if (helper.leaving.signal.aborted) {
      helper.error = said(helper.leaving.signal.reason)
      return
    }
    if (this.#stopping.signal.aborted || this.#deps.signal.aborted) return
    helper.error = said(error)
    if (error instanceof BusySource || this.#fatal !== undefined) return
    try {
      this.#deps.others?.failed(helper.peerId, error)
    } catch (reason) {
      this.#end(reason)
    }
  }

  /** Others go on without it, where there are some. */
  #firstFailed(error: unknown): Promise<'complete'> {
    // It was told to stop.
    if (this.#isDecided) return this.#complete.promise
    const isEnd = isOfAuthor(error) || this.#fatal !== undefined || this.#deps.signal.aborted
    if (isEnd || this.#shares === undefined) throw error
    this.#firstError = error
    this.#first.error = said(error)
    this.#first.isOver = true
    this.#fill()
    this.#changed()
    this.#requireHelp()
    return this.#complete.promise
  }

  /** Where the first source has gone and nobody else brings anything, the pull fails as it did for the first. */
  #requireHelp(): void {
    const { error } = this.#first
    if (this.#firstError === undefined || error === undefined || this.#shares?.isUnderWay === true) return
    this.#complete.reject(this.#firstError)
  }

  /** Ends the pull. */
  #end(error: unknown): void {
    this.#fatal ??= error
    this.#complete.reject(error)
  }

  /** How many give now. */
  #active(): number {
    return [this.#first, ...this.#helpers].filter(({ isOver }) => !isOver).length
  }

  #count(blockBytes: number): void {
    this.#came.blocks++
    this.#came.bytes += sectionBytes(blockBytes)
  }

  #track(work: Promise<void>): void {
    this.#running.add(work)
    void work.finally(() => this.#running.delete(work))
  }

  /** Resolves when there may be something to do. */
  #change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve)
      signal.addEventListener('abort', () => resolve(), { once: true })
    })
  }

  #changed(): void {
    for (const resolve of this.#waiting.splice(0)) resolve()
  }
}

/** The author is false, or has a newer program: no other source brings anything else. */
function isOfAuthor(error: unknown): boolean {
  return error instanceof FalseCommitError || codeOf(error) === 'ERR_INCOMPATIBLE'
}

function said(error: unknown): { code: string; message: string } {
  return { code: codeOf(error), message: error instanceof Error ? error.message : String(error) }
}
