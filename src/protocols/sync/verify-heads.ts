// Heads as they come from a peer: each proven against the genesis beside it, and asked for. What a head means (newer,
// older, expired) is for whoever knows what was accepted before. Pure.
import type { CID } from 'multiformats/cid'
import { cidFor, DAG_CBOR, decode } from '../../core/codec/index.ts'
import { parseGenesis, parseHead, parseWithdrawal, verifyHead, verifyWithdrawal, type Genesis, type Head, type Withdrawal } from '../../core/cube/index.ts'
import { MemCubeError } from '../../core/errors.ts'
import { ProtocolError } from '../errors.ts'
import type { HeadItem, HeadsPage, HeadsQuery } from './ports.ts'

/** What an author says of a cube: where it stands, or that it is no longer published. */
export type Statement = { type: 'head'; head: Head } | { type: 'withdrawal'; withdrawal: Withdrawal }

/** @throws CubeError, CodecError for bytes that are neither */
export function parseStatement(bytes: Uint8Array): Statement {
  if (decode<{ t?: unknown }>(bytes)?.t === 'memcube/withdrawal') return { type: 'withdrawal', withdrawal: parseWithdrawal(bytes) }
  return { type: 'head', head: parseHead(bytes) }
}

export function cubeOf(statement: Statement): CID {
  return statement.type === 'head' ? statement.head.cube : statement.withdrawal.cube
}

/** @throws CubeError ERR_UNVERIFIABLE */
export function verifyStatement(statement: Statement, genesis: Genesis): void {
  if (statement.type === 'head') verifyHead(statement.head, genesis)
  else verifyWithdrawal(statement.withdrawal, genesis)
}

/** @throws ProtocolError ERR_UNVERIFIABLE: a peer that sends one false head is not believed in the others */
export function verifyPage(page: HeadsPage, query: HeadsQuery): void {
  if (page.items.length > query.limit) throw untrue('it has more heads than were asked for')
  const asked = query.cubes && new Set(query.cubes.map(cube => cube.toString()))
  for (const item of page.items) {
    const cube = verifyItem(item)
    if (asked?.has(cube.toString()) === false) throw untrue(`the cube ${cube.toString()} was not asked for`)
  }
}

function verifyItem({ genesis, head }: HeadItem): CID {
  try {
    const statement = parseStatement(head)
    const cube = cubeOf(statement)
    if (!cidFor(DAG_CBOR, genesis).equals(cube)) throw untrue(`the genesis beside the head of ${cube.toString()} is not its own`)
    verifyStatement(statement, parseGenesis(genesis))
    return cube
  } catch (cause) {
    if (cause instanceof ProtocolError || !(cause instanceof MemCubeError)) throw cause
    throw untrue(cause.message, cause)
  }
}

function untrue(what: string, cause?: unknown): ProtocolError {
  const message = `the peer's answer about heads is not true: ${what}`
  return new ProtocolError('ERR_UNVERIFIABLE', message, { cause, refusal: { class: 'unverifiable', code: 'ERR_UNVERIFIABLE', message } })
}
