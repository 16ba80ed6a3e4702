import { z } from 'zod'
import { parseCid } from '../../core/codec/index.ts'
import { formatTicket, signWithdrawal } from '../../core/cube/index.ts'
import { outboxEntry } from '../../storage/index.ts'
import type { NodeContext } from '../context.ts'
import type { CubeRecord } from '../cubes/cube-record.ts'
import { requireOwn } from '../cubes/write-commit.ts'
import { useCase } from '../use-case.ts'
import * as inputs from './inputs.ts'

export const publish = useCase({
  name: 'publish',
  summary: 'Advertises a cube and lets others pull it.',
  input: z.strictObject({ cube: inputs.cube }),
  async run(node, { cube: text }, { signal }) {
    const record = await setPublished(node, text, true)
    const providers = (await node.network?.seed(record, signal)) ?? 0
    return { cube: record.cube, head: record.commit.toString(), ticket: ticketOf(node, record), providers }
  },
})

export const unpublish = useCase({
  name: 'unpublish',
  summary: 'Stops advertising a cube and tells those who follow it; what they have fetched stays theirs.',
  input: z.strictObject({ cube: inputs.cube }),
  async run(node, { cube: text }, { signal }) {
    const record = await setPublished(node, text, false)
    await node.network?.seed(record, signal)
    return { cube: record.cube, head: record.commit.toString(), ticket: ticketOf(node, record), providers: 0 }
  },
})

async function setPublished(node: NodeContext, text: string, published: boolean): Promise<CubeRecord> {
  const { cube } = await node.cubes.resolve(text)
  return node.exclusive(cube, async () => {
    const record = await node.cubes.resolve(cube)
    requireOwn(record)
    const next = { ...record, published }
    const entry = published
      ? { kind: 'head' as const, cube }
      : { kind: 'withdrawal' as const, cube, bytes: withdrawal(node, record) }
    await node.store.commit({
      put: [
        { space: 'cubes', key: cube, value: next },
        ...(published === record.published ? [] : [outboxEntry(entry)]),
      ],
    })
    node.events.emit('cubeChanged', next)
    return next
  })
}

function withdrawal(node: NodeContext, record: CubeRecord): Uint8Array {
  const fields = {
    cube: parseCid(record.cube),
    seq: record.seq,
    author: node.author.publicKey,
    time: node.nowMs(),
  }
  return signWithdrawal(fields, node.author.secret).bytes
}

function ticketOf(node: NodeContext, record: CubeRecord): string {
  return (
    node.network?.ticket(record) ??
    formatTicket({ cube: parseCid(record.cube), name: record.name, addresses: [], head: record.head })
  )
}
