/** What somebody can say at a door with a program of his own: any bytes, as any node. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { CID } from 'multiformats/cid'
import {
  DOOR_PROTOCOL,
  invitationKey,
  kemKeyPair,
  parseInvitation,
  signCatchUp,
  signJoin,
  type CatchUp,
  type JoinRequest,
} from '../../../src/core/swarm/index.ts'
import { keyPairFromSecret } from '../../../src/core/identity/index.ts'
import { createDoor } from '../../../src/network/index.ts'
import { kemKeyFile, listSpaces } from '../../../src/home/swarm-folders.ts'
import { peerIn, peerKey } from '../../../src/swarms/places.ts'
import { openHome, requireSeed } from '../../../src/storage/index.ts'

const quiet = { debug() {}, info() {}, warn() {}, error() {} }

/** The secret keys of one member of one swarm. */
export interface StolenKeys {
  secret: Uint8Array
  nodeKey: Uint8Array
  kemSeed: Uint8Array
}

export function freshKeys(): StolenKeys {
  return { secret: randomBytes(32), nodeKey: randomBytes(32), kemSeed: randomBytes(32) }
}

/** The keys that a home has in its only swarm. */
export async function keysOf(home: string): Promise<StolenKeys> {
  const [folder] = await listSpaces(home)
  if (folder === undefined) throw new Error(`${home} is in no swarm`)
  const { authorKey, nodeKey } = await openHome(folder)
  return { secret: authorKey, nodeKey, kemSeed: await requireSeed(join(folder, kemKeyFile)) }
}

/** One knock. @returns the answer in hex; undefined where the door was shut without any */
export async function knockRaw(
  address: string,
  nodeKey: Uint8Array,
  request: Uint8Array,
): Promise<string | undefined> {
  const door = await createDoor({ nodeKey, logger: quiet }, { protocol: DOOR_PROTOCOL, listen: [] })
  await door.start()
  // A door takes thirty connections a second from one address.
  await wait(40)
  try {
    return await door.knock(address, async (channel) => {
      await channel.write(request)
      const frame = await channel.read()
      return frame && Buffer.from(frame).toString('hex')
    })
  } catch {
    return undefined
  } finally {
    await door.stop()
  }
}

/** The door that an invitation leads to. */
export function doorIn(invite: string): string {
  return parseInvitation(invite).doors[0] ?? ''
}

const keyAt = (address: string): Uint8Array => peerKey(peerIn(address) ?? '') as Uint8Array

/** A request to come in that holds, unless `wrong` says otherwise before it is signed. */
export async function joinRequest(
  invite: string,
  { secret, nodeKey, kemSeed }: StolenKeys,
  wrong: Partial<JoinRequest> = {},
): Promise<JoinRequest> {
  const invitation = parseInvitation(invite)
  const { publicKey, secret: proof } = invitationKey(invitation)
  const fields = {
    name: 'eve',
    key: keyPairFromSecret(secret).publicKey,
    peer: keyPairFromSecret(nodeKey).publicKey,
    kem: (await kemKeyPair(kemSeed)).publicKey,
    swarm: invitation.swarm,
    invitation: publicKey,
    door: keyAt(doorIn(invite)),
    time: Date.now(),
    ...wrong,
  }
  return signJoin(fields, proof, secret)
}

/** A member's request at a door to be told what is new, unless `wrong` says otherwise before it is signed. */
export function catchUpRequest(
  swarm: CID,
  address: string,
  { secret, nodeKey }: StolenKeys,
  wrong: Partial<CatchUp> = {},
): CatchUp {
  const fields = {
    swarm,
    key: keyPairFromSecret(secret).publicKey,
    peer: keyPairFromSecret(nodeKey).publicKey,
    door: keyAt(address),
    have: [],
    time: Date.now(),
    ...wrong,
  }
  return signCatchUp(fields, secret)
}
