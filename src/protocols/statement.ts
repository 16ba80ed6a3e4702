// What an author says of a cube: a signed head, or the withdrawal of one. Both travel as the bytes that were signed. Pure.
import type { CID } from 'multiformats/cid'
import { decode } from '../core/codec/index.ts'
import {
  isSignedBySelf,
  parseHead,
  parseWithdrawal,
  verifyHead,
  verifyWithdrawal,
  type Genesis,
  type Head,
  type Withdrawal,
} from '../core/cube/index.ts'

export type Statement = { type: 'head'; head: Head } | { type: 'withdrawal'; withdrawal: Withdrawal }

/** What heads and withdrawals have in common. */
interface Claim {
  cube: CID
  author: Uint8Array
  seq: number
  time: number
}

/** @throws CubeError, CodecError for bytes that are neither */
export function parseStatement(bytes: Uint8Array): Statement {
  const value: unknown = decode(bytes)
  const isWithdrawal =
    typeof value === 'object' && value !== null && 't' in value && value.t === 'memcube/withdrawal'
  return isWithdrawal
    ? { type: 'withdrawal', withdrawal: parseWithdrawal(bytes) }
    : { type: 'head', head: parseHead(bytes) }
}

export function claimOf(statement: Statement): Claim {
  return statement.type === 'head' ? statement.head : statement.withdrawal
}

/**
 * That an author of the cube signed it.
 * @param authors keys that may sign now, where the cube has rosters
 * @throws CubeError ERR_UNVERIFIABLE
 */
export function verifyStatement(
  statement: Statement,
  genesis: Genesis,
  authors?: readonly Uint8Array[],
): void {
  if (statement.type === 'head') verifyHead(statement.head, genesis, authors)
  else verifyWithdrawal(statement.withdrawal, genesis, authors)
}

/** That the author it names signed it, whoever that is: all that can be said of a cube whose genesis is not here. */
export function isSelfSigned(statement: Statement): boolean {
  return isSignedBySelf(statement.type === 'head' ? statement.head : statement.withdrawal)
}
