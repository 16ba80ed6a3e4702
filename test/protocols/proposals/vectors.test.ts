/** The published vectors of proposals: written by the generator, and read as another implementation would. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { PROPOSAL_VECTORS, proposalVectors } from '../../../scripts/vectors/proposals.ts'
import { judge } from '../../../scripts/vectors/proposals/offers.ts'
import { readRecord } from '../../../scripts/vectors/proposals/read-record.ts'
import { plain } from '../../../scripts/vectors/protocols/plain.ts'
import { decode } from '../../../src/core/codec/index.ts'
import { encodeProposalRecord, proposalRecordId } from '../../../src/core/cube/index.ts'
import {
  encodeMessage,
  parseAskerMessage,
  parseKeeperMessage,
} from '../../../src/protocols/proposals/messages.ts'

interface Case {
  name: string
  hex: string
  genesis: string
  id: string
  code: string
  from: string
  message: unknown
}

interface OfferCase {
  name: string
  nowMs: number
  serves: boolean
  isBlocked: boolean
  authors: string[]
  kept: {
    proposal: string
    decision: string | null
    approvals: string[]
    comments: string[]
    receivedMs: number
  }[]
  record: string
  genesis: string | null
  judgement: string
}

function load<T = Case>(path: string): T[] {
  return (JSON.parse(readFileSync(new URL(path, PROPOSAL_VECTORS), 'utf8')) as { cases: T[] }).cases
}

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'))
const parserOf = (from: string) => (from === 'asker' ? parseAskerMessage : parseKeeperMessage)

describe('the vectors of proposals', () => {
  it.each(Object.entries(proposalVectors()))('%s is what the generator writes', (path, text) => {
    expect(readFileSync(new URL(path, PROPOSAL_VECTORS), 'utf8')).toBe(text)
  })

  const both = (path: string) => [...load(path), ...load(`version-2/${path}`)]

  it.each(both('valid/records.json'))('record: $name', ({ hex, genesis, id }) => {
    const record = readRecord(bytesOf(hex), bytesOf(genesis))
    expect(Uint8Array.from(encodeProposalRecord(record))).toEqual(bytesOf(hex))
    expect(proposalRecordId(bytesOf(hex)).toString()).toBe(id)
  })

  it.each(both('invalid/records.json'))('no record: $name', ({ hex, genesis, code }) => {
    expect(() => readRecord(bytesOf(hex), bytesOf(genesis))).toThrow(
      expect.objectContaining({ code }) as Error,
    )
  })

  it.each(load('valid/messages.json'))('message: $name', ({ from, message, hex }) => {
    const parsed = parserOf(from)(bytesOf(hex))
    expect(plain(parsed)).toEqual(message)
    expect(Uint8Array.from(encodeMessage(parsed))).toEqual(bytesOf(hex))
  })

  it.each(load('invalid/messages.json'))('no message: $name', ({ from, hex, code }) => {
    expect(() => parserOf(from)(bytesOf(hex))).toThrow(expect.objectContaining({ code }) as Error)
  })

  it.each(load<OfferCase>('valid/offers.json'))('offer: $name', ({ judgement, ...one }) => {
    const kept = one.kept.map(({ proposal, decision, approvals, comments, receivedMs }) => ({
      proposal: bytesOf(proposal),
      approvals: approvals.map(bytesOf),
      comments: comments.map(bytesOf),
      receivedMs,
      ...(decision !== null && { decision: bytesOf(decision) }),
    }))
    const { genesis, record, authors, ...rest } = one
    const judged = judge({
      ...rest,
      kept,
      authors: authors.map(bytesOf),
      record: bytesOf(record),
      ...(genesis !== null && { genesis: bytesOf(genesis) }),
    })
    expect(judged).toBe(judgement)
  })
})

describe('the schema of proposals', () => {
  const schema = readFileSync(new URL('../schema.ipldsch', PROPOSAL_VECTORS), 'utf8')
  const structs = new Map(
    [...schema.matchAll(/^type (\w+) struct \{\n([\s\S]*?)\n?\}/gm)].map(([, name, fields]) => [
      name as string,
      [...(fields as string).matchAll(/^ {2}(\w+) (optional )?/gm)].map(([, field, optional]) => ({
        field: field as string,
        isOptional: optional !== undefined,
      })),
    ]),
  )

  it.each(load('valid/records.json'))('has the fields of $name', ({ hex }) => {
    const record = decode<Record<string, unknown>>(bytesOf(hex))
    const kind = String(record['t']).slice('memcube/'.length)
    const fields = structs.get(kind.slice(0, 1).toUpperCase() + kind.slice(1)) ?? []
    expect(fields.map(({ field }) => field)).toEqual(expect.arrayContaining(Object.keys(record)))
    const needed = fields.filter(({ isOptional }) => !isOptional).map(({ field }) => field)
    expect(Object.keys(record)).toEqual(expect.arrayContaining(needed))
  })
})
