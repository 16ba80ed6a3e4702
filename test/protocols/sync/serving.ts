/** A server that says and sends what a test tells it to. */
import type { Block } from '../../../src/core/codec/index.ts'
import { carHeader, CarWriter } from '../../../src/protocols/sync/car.ts'
import { encodeMessage, type ServerMessage } from '../../../src/protocols/sync/messages.ts'
import type { TestChannel } from '../sample.ts'

const PLENTY = { blocks: 1_000_000, bytes: 1e12 }

/** A server that offers `offer` and then sends `blocks`, whatever they are. */
export function serving(
  root: Block['cid'],
  blocks: Block[],
  options: { offer?: { blocks: number; bytes: number }; end?: { blocks: number; bytes: number } | null } = {},
) {
  return async (channel: TestChannel): Promise<void> => {
    const send = (message: ServerMessage) => channel.write(encodeMessage(message))
    await channel.read()
    await channel.read()
    await send({ type: 'offer', ...(options.offer ?? PLENTY) })
    await channel.read()
    const writer = new CarWriter(64 * 1024)
    writer.raw(carHeader(root))
    let bytes = carHeader(root).length
    for (const block of blocks) writer.section(block.cid.bytes, block.bytes)
    for (const frame of writer.finish()) await channel.write(frame)
    bytes = channel.written.slice(1).reduce((sum, frame) => sum + frame.length - 1, 0)
    if (options.end !== null)
      await send({ type: 'end', ...(options.end ?? { blocks: blocks.length, bytes }) })
  }
}
