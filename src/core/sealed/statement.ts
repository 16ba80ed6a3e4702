/**
 * What the author of a mirror last signed about the plain cube, a head or that they withdraw it, with the rosters that
 * say who may: sealed beside the blocks. Pure. Spec: protocols/swarm/spec.md, "Statement".
 */
import { decode, encode, LIMITS } from '../codec/index.ts'
import { parseHead, parseWithdrawal, shape as is, verifyHead, verifyWithdrawal } from '../cube/index.ts'
import { ROSTER_LIMITS } from '../policy/index.ts'
import { sealText, unsealText, type SealedEntry } from './entry.ts'
import type { Mirror } from './mirror.ts'
import { SealedError } from './sealed-error.ts'

export interface Statement {
  /** A head or a withdrawal, as signed. */
  statement: Uint8Array
  /** As `/memcube/sync` carries them, the first first. Whether they are a chain is for `core/policy` to say. */
  rosters: Uint8Array[]
}

const STATEMENT = 'statement'

/** The key under which a mirror has the statement. */
export function statementKey(mirror: Mirror): string {
  return mirror.blind(STATEMENT)
}

/** @throws {SealedError} ERR_DENIED, ERR_INVALID_INPUT for what `unsealStatement` would refuse */
export function sealStatement(mirror: Mirror, epoch: number, statement: Statement): SealedEntry {
  const fault = faultOf(mirror, statement)
  if (fault !== undefined)
    throw new SealedError('ERR_INVALID_INPUT', `this cannot be sealed as a statement: ${fault.why}`, {
      cause: fault.cause,
      hint: 'a mirror holds what its own author signed of the cube',
    })
  const text = encode([statement.statement, statement.rosters])
  return sealText(mirror, epoch, 'statement', statementKey(mirror), text)
}

/** @throws {SealedError} ERR_DENIED, ERR_UNVERIFIABLE unless the author of the mirror signed it of this cube */
export function unsealStatement(mirror: Mirror, entry: Uint8Array, pieces: readonly Uint8Array[]): Statement {
  const text = unsealText(mirror, 'statement', statementKey(mirror), entry, pieces)
  const statement = read(text)
  const fault = statement === undefined ? { why: 'another shape' } : faultOf(mirror, statement)
  if (fault === undefined) return statement!
  throw new SealedError('ERR_UNVERIFIABLE', `what is sealed as a statement is none: ${fault.why}`, {
    cause: fault.cause,
  })
}

const bytesCheck: is.Check = (value) => (value instanceof Uint8Array ? undefined : 'bytes')
const rostersCheck = is.list(bytesCheck, ROSTER_LIMITS.maxRosters)

function read(text: Uint8Array): Statement | undefined {
  let value: unknown
  try {
    value = decode(text)
  } catch {
    return undefined
  }
  if (!Array.isArray(value) || value.length !== 2) return undefined
  const [statement, rosters] = value as unknown[]
  if (bytesCheck(statement) !== undefined || rostersCheck(rosters) !== undefined) return undefined
  return { statement: statement as Uint8Array, rosters: rosters as Uint8Array[] }
}

interface Fault {
  why: string
  cause?: unknown
}

function faultOf({ plainGenesis, author }: Mirror, { statement, rosters }: Statement): Fault | undefined {
  const total = rosters.reduce((sum, { length }) => sum + length, 0)
  if (statement.length > LIMITS.maxHeadBytes) return { why: 'it is too large for a head' }
  if (rosters.length > ROSTER_LIMITS.maxRosters || total > ROSTER_LIMITS.maxChainBytes)
    return { why: 'the rosters are too large' }
  if (rosters.some(({ length }) => length > ROSTER_LIMITS.maxRosterBytes))
    return { why: 'a roster is too large' }
  try {
    const kind = decode<{ t?: unknown } | null>(statement)?.t
    if (kind === 'memcube/withdrawal') verifyWithdrawal(parseWithdrawal(statement), plainGenesis, [author])
    else verifyHead(parseHead(statement), plainGenesis, [author])
    return undefined
  } catch (cause) {
    return { why: (cause as Error).message, cause }
  }
}
