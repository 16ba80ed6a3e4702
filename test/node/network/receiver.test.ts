import { expect, it } from 'vitest'
import { topicCid } from '../../../src/core/cube/index.ts'
import type { Life } from '../../../src/swarms/life.ts'
import { createReceiver, type PullReceiver } from '../../../src/sharing/receiver.ts'
import type { VerifiedPull } from '../../../src/protocols/index.ts'

const cube = topicCid('a cube')
const flip = (receiver: PullReceiver): Promise<void> => receiver.flip({ cube } as VerifiedPull)

it.each([
  ['failed', () => Promise.reject(new Error('the peer went away'))],
  ['ended without a flip', () => Promise.resolve()],
])('the head of a pull that %s is not that of a later one', async (_how, pull) => {
  // Nothing of the node is used: a flip that nobody asked for is refused first.
  const receiver = createReceiver({} as Life)
  await receiver
    .expecting(cube.toString(), { head: {} as never, bytes: new Uint8Array() }, pull)
    .catch(() => {})
  await expect(flip(receiver)).rejects.toMatchObject({ code: 'ERR_INTERNAL' })
})
