import { describe, expect, it } from 'vitest'
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

describe('a pull of so many bytes', () => {
  const reserve = 64 * 1024 * 1024
  const asked = (bytes: number, usage: { free: number; readOnly?: boolean }, shortage?: object) => {
    const node = {
      store: { usage: async () => ({ readOnly: false, ...usage }) },
      cache: { makeRoom: async () => shortage },
    }
    return createReceiver(node as unknown as Parameters<typeof createReceiver>[0]).mayAccept({
      cube,
      blocks: 1,
      bytes,
    })
  }

  it('is taken when twice as much is free, and the reserve', async () => {
    expect(await asked(1_000, { free: 2_000 + reserve })).toBeUndefined()
    expect(await asked(1_000, { free: 2_000 + reserve - 1 })).toMatchObject({
      class: 'limit',
      code: 'ERR_LIMIT',
    })
    expect(await asked(0, { free: reserve - 1 })).toMatchObject({ class: 'limit' })
  })

  it('is not taken on a disk that takes no writes, or beyond the cache', async () => {
    const free = 10 * reserve
    expect(await asked(1, { free, readOnly: true })).toMatchObject({
      class: 'transient',
      code: 'ERR_DISK_FULL',
    })
    expect(await asked(1, { free: 0, readOnly: true })).toMatchObject({ code: 'ERR_DISK_FULL' })
    const shortage = { needed: 1, used: 9, max: 9, freeable: 0 }
    expect(await asked(1, { free }, shortage)).toMatchObject({ class: 'limit', code: 'ERR_LIMIT' })
  })
})
