/** Makes a swarm: charter, first epoch, and its space in this home. */
import { encode } from '../core/codec/index.ts'
import { kemKeyPair, signCharter, signEvent, wrapSecrets } from '../core/swarm/index.ts'
import type { Signer } from '../cubes/index.ts'
import type { Chance, Clock, InFolder } from '../home/index.ts'
import { dropSpace, fillSpace, makeSpace } from './make-space.ts'
import { firstRecords } from './team.ts'
import type { Space, Spaces } from './life.ts'

/** All or nothing. @throws ERR_DISK_FULL, ERR_INVALID_INPUT */
export async function foundSwarm(
  root: InFolder & Signer & Clock & Chance,
  spaces: Spaces,
  name: string,
): Promise<Space> {
  const made = await makeSpace(root)
  try {
    const { key, secret, peer, kemSeed, name: member } = made.keys
    const { publicKey: kem } = await kemKeyPair(kemSeed)
    const created = root.nowMs()
    const founder = { key, peer, kem, name: member }
    const charter = signCharter({ name, founder, created, nonce: root.random(16) }, secret)
    const swarm = charter.cid
    const secrets = { fence: root.random(32), content: root.random(32) }
    const wrap = await wrapSecrets(secrets, { swarm, epoch: 1, member: key }, kem, root.random(32))
    const first = signEvent(
      {
        swarm,
        parents: [],
        author: key,
        time: created,
        change: { kind: 'epoch', epoch: 1, wraps: [wrap], previous: new Uint8Array() },
      },
      secret,
    )
    await fillSpace(made, firstRecords(encode(charter.charter), [first.block.bytes]), {
      time: created,
      kind: 'swarm-create',
    })
    return await spaces.adopt(made.folder, swarm.toString())
  } catch (error) {
    await dropSpace(made.folder)
    throw error
  }
}
