// One commit on its way in, from whatever source: what is here of it, what is missing, and the last check of all.
import type { CID } from 'multiformats/cid'
import { bytesEqual, cidFor, DAG_CBOR } from '../../core/codec/index.ts'
import { parseGenesis, type Genesis } from '../../core/cube/index.ts'
import { verifyAuthors } from '../../core/policy/index.ts'
import { ProtocolError, type Refusal } from '../errors.ts'
import type { CallOptions } from '../interface.ts'
import { Closure } from './closure.ts'
import { FalseCommitError } from './false-commit.ts'
import { SYNC_LIMITS } from './limits.ts'
import type { Totals, Want } from './messages.ts'
import type { PullRequest, PullResult, Receiver, SourceTotals } from './ports.ts'
import { heldOf } from './resume.ts'
import { loadBase, LocalBlocks, type Base } from './local-blocks.ts'

export class PullJob {
  readonly closure: Closure
  readonly request: PullRequest
  readonly options: CallOptions
  readonly #receiver: Receiver
  /** The last offer that was. */
  #accepted: Totals | undefined
  readonly #genesis: Genesis
  readonly #local: LocalBlocks

  private constructor(
    receiver: Receiver,
    request: PullRequest,
    options: CallOptions,
    genesis: Genesis,
    authors: readonly Uint8Array[] | undefined,
    base: Base | undefined,
  ) {
    this.#receiver = receiver
    this.request = request
    this.options = options
    this.#genesis = genesis
    const { commit, cube, depth, filter } = request
    const forgotten = receiver.forgotten?.(cube) ?? []
    this.closure = new Closure({
      commit,
      cube,
      genesis,
      forgotten,
      ...(authors === undefined ? {} : { authors }),
      ...(depth === undefined ? {} : { depth }),
      ...(filter === undefined ? {} : { filter }),
    })
    this.#local = new LocalBlocks(this.closure, receiver, base)
  }

  /** Looks at what is here already. @throws ProtocolError ERR_UNVERIFIABLE if the genesis is not the cube's */
  static async begin(receiver: Receiver, request: PullRequest, options: CallOptions): Promise<PullJob> {
    if (!bytesEqual(cidFor(DAG_CBOR, request.genesis).bytes, request.cube.bytes)) {
      throw new ProtocolError(
        'ERR_UNVERIFIABLE',
        `the genesis that came with the cube ${request.cube.toString()} is not its own`,
      )
    }
    const genesis = parseGenesis(request.genesis)
    const { cube, rosters, have = [] } = request
    const authors = rosters && verifyAuthors(cube, genesis, rosters).ever
    const base = await loadBase(receiver, have)
    const job = new PullJob(receiver, request, options, genesis, authors, base)
    await job.#local.admit()
    return job
  }

  get isComplete(): boolean {
    return this.closure.outstanding() === 0
  }

  /** What to ask a server for. */
  want(): Want {
    const { depth } = this.request
    return { ...this.#of(), ...heldOf(this.closure), ...(depth === undefined ? {} : { depth }) }
  }

  #of(): Pick<Want, 'cube' | 'commit' | 'have' | 'filter'> {
    const { cube, commit, have = [], filter } = this.request
    return {
      cube,
      commit,
      have: have.slice(0, SYNC_LIMITS.maxHave),
      ...(filter === undefined ? {} : { filter: [...filter] }),
    }
  }

  /** What to ask another server for, beside the one that sends everything: what lies under this alone. */
  wantShare(skip: CID[]): Want {
    return { ...this.#of(), skip, nodesHeld: true, depth: 1 }
  }

  /** Whether as much of it may come: of one pull each offer is for all of it, and takes the place of the one before. */
  async mayAccept(offer: Totals): Promise<Refusal | undefined> {
    const accepted = this.#accepted
    const { cube } = this.request
    const refusal = await this.#receiver.mayAccept({ cube, ...offer, ...(accepted && { accepted }) })
    if (refusal === undefined) this.#accepted = offer
    return refusal
  }

  /** Takes note of what is shared with a commit that is here, so that nothing is expected that no server sends. */
  compare(): Promise<void> {
    return this.#local.compare()
  }

  /** Verifies the whole and hands it over. @throws ProtocolError ERR_UNVERIFIABLE */
  async finish(came: Totals | SourceTotals[]): Promise<PullResult> {
    const sources = Array.isArray(came) ? came : undefined
    const { blocks, bytes } = sumOf(sources ?? [came as Totals])
    this.options.progress?.({ phase: 'verify', done: blocks })
    await this.#local.admit()
    const count = this.#local.verify()
    this.options.signal?.throwIfAborted()
    const { cube, commit, genesis, filter } = this.request
    const { shallow, memories } = this.closure
    await this.request.flip({
      cube,
      commit,
      count,
      filter,
      genesis: this.#genesis,
      genesisBlock: { cid: cube, bytes: genesis },
      shallow,
      memories,
    })
    return { cube, commit, count, blocks, bytes, shallow, ...(sources !== undefined && { sources }) }
  }

  /** Drops what a false commit left; keeps what is true and of use next time. */
  async onFailure(error: unknown): Promise<void> {
    if (error instanceof FalseCommitError) await this.#receiver.discard(this.request.cube)
  }
}

function sumOf(totals: readonly Totals[]): Totals {
  return totals.reduce((a, b) => ({ blocks: a.blocks + b.blocks, bytes: a.bytes + b.bytes }), {
    blocks: 0,
    bytes: 0,
  })
}
