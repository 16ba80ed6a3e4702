/**
 * Commits of a mirror. The plain commit, signed by its author, travels sealed as the message of the mirror's commit,
 * which the same author signs: so history needs no tree to be read. Pure. Spec: protocols/swarm/spec.md, "Commits".
 */
import { base64url } from 'multiformats/bases/base64'
import type { CID } from 'multiformats/cid'
import { bytesEqual, cidFor, DAG_CBOR, type Block } from '../codec/index.ts'
import { isSignedByAuthor, parseCommit, signCommit, type Commit } from '../cube/index.ts'
import { BOX_BYTES } from './box.ts'
import type { Mirror } from './mirror.ts'
import { SealedError } from './sealed-error.ts'

const PREFIX = 'sealed:1:'
/** What a message of 4,096 bytes holds in base64. */
const maxCommitBytes = Math.floor(((4_096 - PREFIX.length) * 3) / 4) - BOX_BYTES

/**
 * @param parents commits of the mirror, in the order of the plain commit's
 * @param secret of the author of the plain commit
 * @throws {SealedError} ERR_LIMIT for a commit whose message is too long, ERR_DENIED
 */
export function sealCommit(
  mirror: Mirror,
  epoch: number,
  plain: Uint8Array,
  { tree, parents }: { tree: CID; parents: CID[] },
  secret: Uint8Array,
): { commit: Commit; block: Block } {
  const { rev, author, time, count } = parseCommit(plain)
  if (plain.length > maxCommitBytes)
    throw new SealedError(
      'ERR_LIMIT',
      `the commit has ${plain.length} bytes; in a swarm at most ${maxCommitBytes}`,
      {
        hint: 'shorten its message',
      },
    )
  const message = PREFIX + base64url.baseEncode(mirror.box.seal(epoch, ['commit', rev], plain))
  const fields = { cube: mirror.genesis.cid, tree, parents, rev, author, time, message, count: count + 1 }
  return signCommit(fields, secret)
}

/**
 * The plain commit in one of the mirror. That its tree is what the mirror's holds, `unsealStep` proves.
 * @param sealed whose own signature was verified with the mirror
 * @throws {SealedError} ERR_DENIED, ERR_UNVERIFIABLE
 */
export function unsealCommit(mirror: Mirror, sealed: Commit): { commit: Commit; block: Block } {
  if (!sealed.cube.equals(mirror.genesis.cid) || !sealed.message.startsWith(PREFIX))
    throw refused('it is none of this mirror')
  let boxed: Uint8Array
  try {
    boxed = base64url.baseDecode(sealed.message.slice(PREFIX.length))
  } catch {
    throw refused('its message is not sealed')
  }
  const bytes = mirror.box.open(boxed, ['commit', sealed.rev])
  const commit = parseCommit(bytes)
  if (!commit.cube.equals(mirror.cube)) throw refused('it holds one of another cube')
  if (!bytesEqual(commit.author, sealed.author) || commit.time !== sealed.time || commit.rev !== sealed.rev)
    throw refused('it is by another author or of another time than what it holds')
  if (commit.count + 1 !== sealed.count || commit.parents.length !== sealed.parents.length)
    throw refused('it has another count or other parents than what it holds')
  if (!isSignedByAuthor(commit)) throw refused('the signature of what it holds does not hold')
  return { commit, block: { cid: cidFor(DAG_CBOR, bytes), bytes } }
}

/** The epoch under which a commit of a mirror is sealed, for whoever wants to know what to ask for. */
export function epochOfCommit({ message }: Commit): number | undefined {
  if (!message.startsWith(PREFIX)) return undefined
  try {
    const bytes = base64url.baseDecode(message.slice(PREFIX.length, PREFIX.length + 8))
    return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)
  } catch {
    return undefined
  }
}

function refused(why: string): SealedError {
  return new SealedError('ERR_UNVERIFIABLE', `the sealed commit is refused: ${why}`)
}
