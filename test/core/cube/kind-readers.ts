/** How each kind of record that has versions is read, and its own signatures are checked. */
import type { VersionedKind } from '../../../scripts/vectors/cube/shape.ts'
import * as cube from '../../../src/core/cube/index.ts'
import { isSigned } from '../../../src/core/cube/signed.ts'
import { encodeRoster, parseRoster, verifySignatures } from '../../../src/core/policy/index.ts'

interface Reading {
  /** What it encodes to again. */
  again: Uint8Array
  /** Whether the signatures in it are by the keys that it names; whose they have to be is not the matter here. */
  isSigned: () => boolean
}

const reading = (again: Uint8Array, holds: () => boolean): Reading => ({ again, isSigned: holds })
const unsigned = (): boolean => true
const byAuthor = (record: Parameters<typeof isSigned>[1]) => (): boolean =>
  isSigned({ keys: 'author' }, record)

export const kindReaders: Readonly<Record<VersionedKind, (bytes: Uint8Array) => Reading>> = {
  genesis: (bytes) => reading(cube.encodeGenesis(cube.parseGenesis(bytes)).bytes, unsigned),
  memory: (bytes) => reading(cube.encodeMemory(cube.parseMemory(bytes)).bytes, unsigned),
  commit: (bytes) => {
    const commit = cube.parseCommit(bytes)
    return reading(cube.encodeCommit(commit).bytes, byAuthor(commit))
  },
  head: (bytes) => {
    const head = cube.parseHead(bytes)
    return reading(cube.encodeHead(head), byAuthor(head))
  },
  withdrawal: (bytes) => {
    const withdrawal = cube.parseWithdrawal(bytes)
    return reading(cube.encodeWithdrawal(withdrawal), byAuthor(withdrawal))
  },
  roster: (bytes) => {
    const roster = parseRoster(bytes)
    return reading(encodeRoster(roster), () => isHolding(() => verifySignatures(roster)))
  },
  tombstone: (bytes) => {
    const tombstone = cube.parseTombstone(bytes)
    return reading(cube.encodeTombstone(tombstone), byAuthor(tombstone))
  },
  proposal: proposalRecord,
  decision: proposalRecord,
  approval: proposalRecord,
  comment: proposalRecord,
}

function proposalRecord(bytes: Uint8Array): Reading {
  const record = cube.parseProposalRecord(bytes)
  return reading(cube.encodeProposalRecord(record), byAuthor(record))
}

function isHolding(verify: () => void): boolean {
  try {
    verify()
    return true
  } catch (error) {
    if (error instanceof cube.CubeError) return false
    throw error
  }
}
