import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { AUDIT_VECTORS, auditVectors } from '../../../scripts/vectors/audit.ts'
import {
  cosignersOf,
  leafHash,
  noEntry,
  parseEntry,
  rootOf,
  verifyCheckpoint,
  verifyConsistency,
  verifyInclusion,
} from '../../../src/core/audit/index.ts'

interface LogCase {
  name: string
  leaf: string
  hash: string
  rootUpToHere: string
  inclusion: string[]
  consistency: string[]
}

const read = (path: string): string => readFileSync(new URL(path, AUDIT_VECTORS), 'utf8')
const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'))
const log = JSON.parse(read('valid/log.json')) as { cases: LogCase[]; checkpoint: string; cosigned: string }
const refused = JSON.parse(read('invalid/checkpoints.json')) as { cases: { name: string; note: string }[] }
const files = auditVectors()

describe('the vectors of the audit log', () => {
  it.each(Object.keys(files))('%s is what the generator writes', (path) => {
    expect(read(path)).toBe(files[path])
  })

  it.each(log.cases.map((one, index) => ({ ...one, index })))(
    '$name has its hash, root and proofs',
    ({ index, ...one }) => {
      const entry = parseEntry(bytes(one.leaf))
      const leaves = log.cases.map(({ hash }) => bytes(hash))
      const whole = { size: leaves.length, root: rootOf(leaves) }
      expect(entry.seq).toBe(index)
      expect(entry.prev).toEqual(leaves[index - 1] ?? noEntry)
      expect(leafHash(bytes(one.leaf))).toEqual(leaves[index])
      expect(rootOf(leaves, 0, index + 1)).toEqual(bytes(one.rootUpToHere))
      expect(verifyInclusion(leaves[index]!, index, whole, one.inclusion.map(bytes))).toBe(true)
      const older = { size: index + 1, root: bytes(one.rootUpToHere) }
      expect(verifyConsistency(older, whole, one.consistency.map(bytes))).toBe(true)
    },
  )

  it('have a checkpoint of the log, and one that is cosigned', () => {
    const { size, root } = verifyCheckpoint(log.checkpoint)
    expect({ size, root }).toEqual({
      size: log.cases.length,
      root: rootOf(log.cases.map(({ hash }) => bytes(hash))),
    })
    expect(cosignersOf(verifyCheckpoint(log.cosigned).note)).toHaveLength(1)
  })

  it.each(refused.cases)('have a checkpoint that is refused: $name', ({ note }) => {
    expect(() => verifyCheckpoint(note)).toThrow(expect.objectContaining({ code: 'ERR_UNVERIFIABLE' }))
  })
})
