// Eve ends streams before all is said, in every way that there is: bob did not end anything, and is told what happened and what to do.
import { randomBytes } from 'node:crypto'
import { MemoryBlockstore } from 'blockstore-core'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { exitCodeOf } from '../../../src/interfaces/cli/exit-codes.ts'
import { createNetwork, type Channel, type NetworkHost } from '../../../src/network/index.ts'
import type { MemCubeNode } from '../../../src/node/index.ts'
import {
  announceTopics,
  createHandshake,
  createHelloProfile,
  SYNC_PROTOCOL,
} from '../../../src/protocols/index.ts'
import { HANDSHAKE_PROTOCOL } from '../../../src/protocols/handshake/messages.ts'
import { encodeRefusal } from '../../../src/protocols/refusal.ts'
import { temporaryNode } from '../../helpers/temporary-home.ts'

const cube = 'bafyreigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi'
const quiet = { debug() {}, info() {}, warn() {}, error() {} }
const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length))

let bob: MemCubeNode
let eve: NetworkHost

beforeEach(async () => {
  bob = await temporaryNode('bob', { network: {} })
  eve = await createNetwork(
    { blockstore: new MemoryBlockstore(), logger: quiet, nodeKey: random(32) },
    { profile: 'local', listen: [], bootstrap: [], network: 'main', gossipTopics: announceTopics('main') },
  )
  onTestFinished(() => eve.stop())
})

function agree(): void {
  const profile = createHelloProfile({ network: 'main', agent: 'eve/1' })
  createHandshake({ network: eve, logger: quiet, now: Date.now, random, profile }).start()
}

const gaveUp = { class: 'transient', code: 'ERR_ABORTED', message: 'enough' } as const
const ways: [string, (channel: Channel) => Promise<void>][] = [
  ['at once', async (channel) => channel.close()],
  [
    'once it was asked',
    async (channel) => {
      await channel.read()
      await channel.read()
      await channel.close()
    },
  ],
  ['by a reset', async (channel) => channel.abort(new Error('eve has had enough'))],
  [
    'by saying that she gives it up',
    async (channel) => {
      await channel.read()
      await channel.write(encodeRefusal(gaveUp))
      await channel.close()
    },
  ],
]

async function failureOf(
  name: string,
  input: unknown,
): Promise<{ code: string; exit: number; hint: string }> {
  const error = (await bob.call(name, input).then(
    () => new Error('it succeeded'),
    (failed: unknown) => failed,
  )) as { code: string; hint: string }
  return { code: error.code, exit: exitCodeOf(error.code), hint: error.hint }
}

const networkError = { code: 'ERR_UNREACHABLE', exit: 1, hint: expect.any(String) as string }

describe('a stream that the peer ends', () => {
  it.each(ways)('%s fails a pull, and nobody is said to have interrupted it', async (_, end) => {
    agree()
    eve.handle(SYNC_PROTOCOL, end)
    await eve.start()
    expect(await failureOf('pull', { cube, from: eve.addresses()[0] })).toEqual(networkError)
  })

  it.each(ways)('%s fails a handshake', async (_, end) => {
    eve.handle(HANDSHAKE_PROTOCOL, end)
    await eve.start()
    expect(await failureOf('pull', { cube, from: eve.addresses()[0] })).toEqual(networkError)
  })
})
