// Writes protocols/audit/vectors: `node scripts/vectors/audit.ts`. Deterministic; a test compares the files with this.
import { mkdirSync, writeFileSync } from 'node:fs'
import {
  auditOrigin,
  cosign,
  cosignerName,
  encodeEntry,
  formatNote,
  leafHash,
  noEntry,
  parseNote,
  proveConsistency,
  proveInclusion,
  rootOf,
  signCheckpoint,
  type AuditEvent,
} from '../../src/core/audit/index.ts'
import { parseCid } from '../../src/core/codec/index.ts'
import { formatDid, keyPairFromSecret } from '../../src/core/identity/index.ts'
import { checkpointCases, entryCases, requestCases } from './audit/entries.ts'

/** Where the vectors live. Those in `external` are not written here. */
export const AUDIT_VECTORS = new URL('../../protocols/audit/vectors/', import.meta.url)

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const alice = keyPairFromSecret(new Uint8Array(32).fill(1))
const bob = keyPairFromSecret(new Uint8Array(32).fill(2))
const cube = parseCid('bafyreigdjqjqb2qzqzk6okrzl7l4mwk5hhhoq7qqcfnyx3vgnyrmxbuf5e')
const commit = parseCid('bafyreifepiu23okq5zuyvyhsoiazv2icw2van3s7ko6d3ixl5jx2yj2yhu')
const time = 1_800_000_000_000

const events: readonly AuditEvent[] = [
  { time, kind: 'create', cube, commit, head: 1 },
  { time: time + 1, kind: 'write', cube, commit, head: 2 },
  { time: time + 2, kind: 'trust', author: formatDid(bob.publicKey), tier: 'team' },
  { time: time + 3, kind: 'refused', code: 'ERR_ROLLBACK', cube, peer: '12D3KooWEve', count: 17 },
  { time: time + 4, kind: 'refused', code: 'ERR_DENIED', cube, verb: 'publish', count: 1 },
  { time: time + 5, kind: 'forget', cube, memory: commit, author: formatDid(alice.publicKey) },
]

function log(): { leaves: Uint8Array[]; hashes: Uint8Array[] } {
  const leaves: Uint8Array[] = []
  let prev: Uint8Array = noEntry
  for (const [seq, event] of events.entries()) {
    const leaf = encodeEntry(event, seq, prev)
    leaves.push(leaf)
    prev = leafHash(leaf)
  }
  return { leaves, hashes: leaves.map(leafHash) }
}

const line = (size: number): string => `\n${size}\n`

/** The content of every vector file, by its path. */
export function auditVectors(): Record<string, string> {
  const { leaves, hashes } = log()
  const origin = auditOrigin(formatDid(alice.publicKey), '12D3KooWAlice')
  const signed = signCheckpoint({ origin, size: leaves.length, root: rootOf(hashes) }, alice.secret)
  const note = parseNote(signed)
  const cosignature = cosign(note.text, 1_800_000_001, cosignerName(formatDid(bob.publicKey)), bob.secret)
  const cosigned = formatNote({ ...note, signatures: [...note.signatures, cosignature] })
  const [entries, checkpoints, requests] = [entryCases(), checkpointCases(), requestCases()]
  const files = {
    'valid/entries.json': { about: 'Entries that are read.', cases: entries.valid },
    'invalid/entries.json': { about: 'Bytes that are no entry.', cases: entries.invalid },
    'valid/checkpoints.json': {
      about: 'Checkpoints of homes, with the size and the root that they sign.',
      cases: checkpoints.valid,
    },
    'valid/requests.json': {
      about: 'What somebody who cosigns is given: the size of before, the proof, and the checkpoint.',
      cases: requests.valid,
    },
    'invalid/requests.json': { about: 'Requests whose proof is none.', cases: requests.invalid },
    'valid/log.json': {
      about:
        'A log: entries as hex, their leaf hashes, the root of the first n of them, proofs, and a checkpoint with a cosignature.',
      cases: leaves.map((leaf, index) => ({
        name: `entry ${index}`,
        leaf: hex(leaf),
        hash: hex(hashes[index]!),
        rootUpToHere: hex(rootOf(hashes, 0, index + 1)),
        inclusion: proveInclusion(hashes, index).map(hex),
        consistency: proveConsistency(hashes, index + 1).map(hex),
      })),
      checkpoint: signed,
      cosigned,
    },
    'invalid/checkpoints.json': {
      about: 'Checkpoints that are refused.',
      cases: [
        {
          name: 'another size than the one signed',
          note: signed.replace(line(leaves.length), line(leaves.length - 1)),
        },
        {
          name: 'signed by another author',
          note: signCheckpoint({ origin, size: leaves.length, root: rootOf(hashes) }, bob.secret),
        },
        {
          name: 'a size with a leading zero',
          note: signed.replace(line(leaves.length), `\n0${leaves.length}\n`),
        },
        { name: 'no signature', note: signed.slice(0, signed.lastIndexOf('\n\n') + 2) },
        { name: 'no empty line', note: signed.replace('\n\n', '\n') },
        {
          name: 'a log of no home',
          note: signCheckpoint(
            { origin: 'example.com/log', size: leaves.length, root: rootOf(hashes) },
            alice.secret,
          ),
        },
        ...checkpoints.invalid,
      ],
    },
  }
  return Object.fromEntries(
    Object.entries(files).map(([path, content]) => [path, `${JSON.stringify(content, null, 2)}\n`]),
  )
}

if (import.meta.main) {
  for (const [path, text] of Object.entries(auditVectors())) {
    const file = new URL(path, AUDIT_VECTORS)
    mkdirSync(new URL('.', file), { recursive: true })
    writeFileSync(file, text)
  }
}
