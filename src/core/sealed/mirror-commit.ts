/** Commits of a mirror: ordinary ones, by its one author, that say nothing. Pure. Spec: protocols/swarm/spec.md, "Mirror". */
import type { CID } from 'multiformats/cid'
import { bytesEqual, type Block } from '../codec/index.ts'
import { signCommit, type Commit } from '../cube/index.ts'
import { keyPairFromSecret } from '../identity/index.ts'
import type { Mirror } from './mirror.ts'
import { MIRROR_VERSION } from './sealed-record.ts'
import { SealedError } from './sealed-error.ts'

/**
 * @param fields the CIDs are those of the mirror; `time` in milliseconds since the Unix epoch, `count` of entries in the tree
 * @param secret of the mirror's author
 * @throws {SealedError} ERR_INVALID_INPUT for the secret of another @throws {CubeError} ERR_INVALID_INPUT
 */
export function signMirrorCommit(
  { genesis, author }: Mirror,
  fields: { tree: CID; parents: CID[]; rev: string; time: number; count: number },
  secret: Uint8Array,
): { commit: Commit; block: Block } {
  if (!bytesEqual(keyPairFromSecret(secret).publicKey, author))
    throw new SealedError('ERR_INVALID_INPUT', 'a mirror is signed by its one author, with their own key')
  const { tree, parents, rev, time, count } = fields
  const said = {
    v: MIRROR_VERSION,
    cube: genesis.cid,
    tree,
    parents,
    rev,
    author,
    time,
    message: '',
    count,
  } as const
  return signCommit(said, secret)
}
