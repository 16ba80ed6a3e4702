// Heads as they come from a peer: each proven against the genesis beside it, and asked for. What a head means (newer,
// older, expired) is for whoever knows what was accepted before. Pure.
import type { CID } from 'multiformats/cid'
import { cidFor, DAG_CBOR } from '../../core/codec/index.ts'
import { parseGenesis } from '../../core/cube/index.ts'
import { MemCubeError } from '../../core/errors.ts'
import { keysOf, verifyAuthors } from '../../core/policy/index.ts'
import { ProtocolError } from '../errors.ts'
import { claimOf, parseStatement, verifyStatement } from '../statement.ts'
import type { HeadItem, HeadsPage, HeadsQuery } from './ports.ts'

/** @throws ProtocolError ERR_UNVERIFIABLE: a peer that sends one false head is not believed in the others */
export function verifyPage(page: HeadsPage, query: HeadsQuery): void {
  if (page.items.length > query.limit) throw untrue('it has more heads than were asked for')
  const asked = query.cubes && new Set(query.cubes.map((cube) => cube.toString()))
  for (const item of page.items) {
    const cube = verifyItem(item)
    if (asked?.has(cube.toString()) === false) throw untrue(`the cube ${cube.toString()} was not asked for`)
  }
}

function verifyItem({ genesis: bytes, head, rosters, heads = [] }: HeadItem): CID {
  try {
    const cube = cidFor(DAG_CBOR, bytes)
    const genesis = parseGenesis(bytes)
    const authors = rosters && keysOf(verifyAuthors(cube, genesis, rosters).standing)
    for (const statement of [head, ...heads].map(parseStatement)) {
      const { cube: named } = claimOf(statement)
      if (!named.equals(cube))
        throw untrue(`the genesis beside the head of ${named.toString()} is not its own`)
      verifyStatement(statement, genesis, authors)
    }
    return cube
  } catch (cause) {
    if (cause instanceof ProtocolError || !(cause instanceof MemCubeError)) throw cause
    throw untrue(cause.message, cause)
  }
}

function untrue(what: string, cause?: unknown): ProtocolError {
  const message = `the peer's answer about heads is not true: ${what}`
  return new ProtocolError('ERR_UNVERIFIABLE', message, {
    cause,
    refusal: { class: 'unverifiable', code: 'ERR_UNVERIFIABLE', message },
  })
}
