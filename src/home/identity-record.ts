/**
 * Which keys a home has, noted in its store: a key file holds any 32 bytes, so one that was damaged or mixed up would else
 * quietly be another author.
 */
import type { Store } from '../storage/index.ts'
import { lastRotation } from './finish-rotation.ts'
import { NodeError } from './errors.ts'

interface Identity {
  /** `did:key` that signs cubes. */
  author: string
  peerId: string
}

const key = 'identity'

/** Notes the identity of a new home. @throws ERR_CORRUPT when the home has had another author */
export async function requireSameIdentity(store: Store, home: string, now: Identity): Promise<void> {
  const known = await readIdentity(store)
  if (known === undefined) return noteIdentity(store, now)
  if (known.author !== now.author && !(await wasRotated(store, now.author)))
    throw new NodeError(
      'ERR_CORRUPT',
      `author.key of ${home} holds another key: it is that of ${now.author}, and this home has signed as ${known.author}`,
      { hint: 'put the right file back from a backup; nothing was changed' },
    )
  if (known.peerId !== now.peerId)
    await store.noteDamage(
      `node.key holds another key: this node was ${known.peerId} and is ${now.peerId} now; who dialled the old one does not find it`,
    )
  if (known.peerId !== now.peerId || known.author !== now.author) await noteIdentity(store, now)
}

/** Whether the author changed the key, which the store notes together with every cube that goes over to it. */
async function wasRotated(store: Store, author: string): Promise<boolean> {
  return (await lastRotation(store))?.new === author
}

async function readIdentity(store: Store): Promise<Identity | undefined> {
  // A damaged record is no proof of anything; fsck tells of it.
  for await (const [name, identity] of store.records<Identity>('meta').readable(key))
    if (name === key) return identity
  return undefined
}

/** A home on a disk that takes no writes is read all the same. */
async function noteIdentity(store: Store, { author, peerId }: Identity): Promise<void> {
  await store.commit({ put: [{ space: 'meta', key, value: { author, peerId } }] }).catch(() => undefined)
}
