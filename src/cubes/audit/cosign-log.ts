/**
 * Cosigning the log of another home: only what continues the newest checkpoint of it that was cosigned here, so that nobody
 * shows one history to us and another to others.
 */
import {
  cosign,
  cosignerName,
  formatNote,
  parseCosignRequest,
  verifyCheckpoint,
  verifyConsistency,
  type Checkpoint,
  type SignedCheckpoint,
} from '../../core/audit/index.ts'
import { bytesEqual } from '../../core/codec/index.ts'
import type { Signer } from '../needs.ts'
import { type Clock, type Locks, type Stored, invalidInput, NodeError, countOf } from '../../home/index.ts'

const seenPrefix = 'audit/seen/'

interface Seen extends Pick<Checkpoint, 'size' | 'root'> {
  /** The signed note, as evidence. */
  signed: string
}

interface Cosigned {
  checkpoint: SignedCheckpoint
  /** The note with our line added. */
  text: string
  /** Entries of the one cosigned before. */
  before: number | undefined
}

/** @throws ERR_UNVERIFIABLE for two histories or a note that does not hold, ERR_ROLLBACK for an older one */
export function cosignRequest(node: Signer & Stored & Clock & Locks, text: string): Promise<Cosigned> {
  const request = parseCosignRequest(text)
  const checkpoint = verifyCheckpoint(request.checkpoint)
  const { origin, size, root, note } = checkpoint
  // What is compared and what is kept must be one step, or two requests at once could both pass.
  return node.exclusive({ kind: 'cosign', name: origin }, async () => {
    const seen = await node.store.records<Seen>('meta').get(`${seenPrefix}${origin}`)
    if (seen !== undefined) await requireContinued(node, seen, checkpoint, request)
    const line = cosign(
      note.text,
      Math.floor(node.nowMs() / 1000),
      cosignerName(node.author.did),
      node.author.secret,
    )
    const kept: Seen = { size, root, signed: request.checkpoint }
    await node.store.commit({
      put: [{ space: 'meta', key: `${seenPrefix}${origin}`, value: kept }],
      audit: [{ time: node.nowMs(), kind: 'cosign', author: checkpoint.author, count: size }],
    })
    const others = note.signatures.filter(
      ({ name, keyId }) => name !== line.name || !bytesEqual(keyId, line.keyId),
    )
    return { checkpoint, text: formatNote({ ...note, signatures: [...others, line] }), before: seen?.size }
  })
}

async function requireContinued(
  node: Stored & Clock,
  seen: Seen,
  checkpoint: SignedCheckpoint,
  { old, proof }: { old: number; proof: Uint8Array[] },
): Promise<void> {
  const { size, root, author } = checkpoint
  if (size < seen.size)
    throw new NodeError(
      'ERR_ROLLBACK',
      `the log of ${author} had ${countOf(seen.size, 'entry', 'entries')} when it was cosigned here; this checkpoint has ${size}`,
      { hint: 'nothing was signed; ask for a newer checkpoint' },
    )
  if (size === seen.size) {
    if (!bytesEqual(root, seen.root)) throw await twoHistories(node, seen, checkpoint)
    return
  }
  if (old !== seen.size)
    throw invalidInput(
      `the checkpoint comes with ${old === 0 ? 'no proof' : `a proof from ${countOf(old, 'entry', 'entries')}`}; ${seen.size} were cosigned here before`,
      `ask its owner for \`memcube audit checkpoint --since ${seen.size}\``,
    )
  if (!verifyConsistency(seen, checkpoint, proof)) throw await twoHistories(node, seen, checkpoint)
}

/** Both checkpoints are signed by the same author, so they are kept: anybody can check them. */
async function twoHistories(node: Stored & Clock, seen: Seen, other: SignedCheckpoint): Promise<NodeError> {
  const key = `audit/evidence/${other.origin}/${other.size}`
  const value = { known: seen.signed, other: formatNote(other.note) }
  await node.store.commit({
    put: [{ space: 'meta', key, value }],
    audit: [{ time: node.nowMs(), kind: 'forked', author: other.author }],
  })
  return new NodeError(
    'ERR_UNVERIFIABLE',
    `the checkpoint of ${other.author} does not continue the one of ${countOf(seen.size, 'entry', 'entries')} that was cosigned here: its home shows two histories, or the proof is wrong`,
    { hint: 'nothing was signed, and both checkpoints are kept; ask the owner of the log' },
  )
}
