// Heads as they come from a peer: each proven against the genesis beside it, and asked for. What a head means (newer,
// older, expired) is for whoever knows what was accepted before. A key that was never met costs much more than a signature
// by one that was: new keys are counted before they are proven. Pages of many peers are read at once, so that all of them share
// the time of a turn.
import type { CID } from 'multiformats/cid'
import { turns } from '../../network/index.ts'
import { bytesEqual, cidFor, DAG_CBOR } from '../../core/codec/index.ts'
import { parseGenesis, type Genesis } from '../../core/cube/index.ts'
import { MemCubeError } from '../../core/errors.ts'
import { isKeyKnown, verifyKey } from '../../core/identity/index.ts'
import type { Turns } from '../../core/turns/index.ts'
import { keysOf, verifyAuthorsInSteps, type Roster } from '../../core/policy/index.ts'
import { ProtocolError } from '../errors.ts'
import { laterVersion } from './later-version.ts'
import { claimOf, parseStatement, verifyStatement } from '../statement.ts'
import { SYNC_LIMITS } from './limits.ts'
import type { HeadItem, HeadsPage, HeadsQuery } from './ports.ts'

interface PageWork {
  /** Counts one key that is to be proven. False when this peer has had its share. */
  takeKey(): boolean
  /** Shared with other pages. */
  turns: Turns
}

/**
 * @throws ProtocolError ERR_UNVERIFIABLE: a peer that sends one false head is not believed in the others; ERR_LIMIT for a page
 *   that names more new keys than are proven; ERR_INCOMPATIBLE where nothing of it is of a version that is read here
 * @returns the page without what is of a later version
 */
export async function verifyPage(
  page: HeadsPage,
  query: HeadsQuery,
  work: Partial<PageWork> = {},
): Promise<HeadsPage> {
  if (page.items.length > query.limit) throw untrue('it has more heads than were asked for')
  const asked = query.cubes && new Set(query.cubes.map((cube) => cube.toString()))
  const verifying = new VerifyingPage(page, work)
  const items: HeadItem[] = []
  let later: ProtocolError | undefined
  for (const item of page.items) {
    const cube = cidFor(DAG_CBOR, item.genesis)
    if (asked?.has(cube.toString()) === false) throw untrue(`the cube ${cube.toString()} was not asked for`)
    try {
      await verifying.item(cube, item)
      items.push(item)
    } catch (error) {
      if (!(error instanceof ProtocolError) || error.code !== 'ERR_INCOMPATIBLE') throw error
      later = error
    }
  }
  if (later !== undefined && items.length === 0) throw later
  return { ...page, items }
}

class VerifyingPage {
  readonly #work: PageWork
  /** New keys that may still come. One item alone is bounded by what a cube may have. */
  #keysLeft: number

  constructor({ items }: HeadsPage, work: Partial<PageWork>) {
    this.#work = { takeKey: () => true, turns, ...work }
    this.#keysLeft = items.length > 1 ? SYNC_LIMITS.maxPageKeys : Infinity
  }

  async item(cube: CID, { genesis: bytes, head, rosters, heads = [] }: HeadItem): Promise<void> {
    try {
      await this.#step()
      const genesis = parseGenesis(bytes)
      const authors = rosters && (await this.#authors(cube, genesis, rosters))
      for (const text of [head, ...heads]) {
        const statement = parseStatement(text)
        const { cube: named, author } = claimOf(statement)
        if (!named.equals(cube))
          throw untrue(`the genesis beside the head of ${named.toString()} is not its own`)
        // Whoever is no author is refused by name, before anything is computed.
        if ((authors ?? genesis.authors).some((key) => bytesEqual(key, author))) await this.#prove(author)
        await this.#step()
        verifyStatement(statement, genesis, authors)
      }
    } catch (cause) {
      if (cause instanceof ProtocolError || !(cause instanceof MemCubeError)) throw cause
      throw laterVersion(`the cube ${cube.toString()}`, cause) ?? untrue(cause.message, cause)
    }
  }

  async #authors(cube: CID, genesis: Genesis, rosters: readonly Uint8Array[]): Promise<Uint8Array[]> {
    const steps = verifyAuthorsInSteps(cube, genesis, rosters)
    for (;;) {
      const step = steps.next()
      if (step.done === true) return keysOf(step.value.standing)
      for (const key of signersOf(step.value)) await this.#prove(key)
      await this.#step()
    }
  }

  async #prove(key: Uint8Array): Promise<void> {
    if (isKeyKnown(key)) return
    if (this.#keysLeft-- <= 0 || !this.#work.takeKey())
      throw tooMuch('it names more authors that were never met than are checked at a time')
    await this.#step()
    verifyKey(key)
  }

  /** Between any two things that are computed. */
  async #step(): Promise<void> {
    if (this.#work.turns.isOver()) await this.#work.turns.next()
  }
}

function signersOf({ signatures, successor }: Roster): Uint8Array[] {
  const signers = signatures.map(({ author }) => author)
  return successor === undefined ? signers : [...signers, successor.old, successor.new]
}

function untrue(what: string, cause?: unknown): ProtocolError {
  const message = `the peer's answer about heads is not true: ${what}`
  return new ProtocolError('ERR_UNVERIFIABLE', message, {
    cause,
    refusal: { class: 'unverifiable', code: 'ERR_UNVERIFIABLE', message },
  })
}

function tooMuch(what: string): ProtocolError {
  const message = `the peer's answer about heads costs too much: ${what}`
  return new ProtocolError('ERR_LIMIT', message, { refusal: { class: 'limit', code: 'ERR_LIMIT', message } })
}
