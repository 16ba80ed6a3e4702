import { z } from 'zod'
import { parseCid } from '../../core/codec/index.ts'
import { formatTicket, parseHead, signWithdrawal } from '../../core/cube/index.ts'
import { headEntry, outboxEntry } from '../../storage/index.ts'
import type { NodeContext } from '../context.ts'
import { branchesOf } from '../cubes/branches.ts'
import type { CubeRecord } from '../cubes/cube-record.ts'
import { ownHead } from '../cubes/known-heads.ts'
import { lookedFor } from '../cubes/restored.ts'
import { nextSeq, requireOwn, writeHead } from '../cubes/write-commit.ts'
import { useCase } from '../use-case.ts'
import * as inputs from './inputs.ts'

export const publish = useCase({
  name: 'publish',
  summary: 'Advertises a cube and lets others pull it.',
  input: z.strictObject({
    cube: inputs.cube,
    asRestored: z
      .boolean()
      .optional()
      .describe('go on from the state of a restored backup, whatever other nodes hold'),
  }),
  async run(node, { cube: text, asRestored }, { signal }) {
    const record = await setPublished(node, text, true, asRestored)
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

/** A statement that takes a cube back counts as one of its heads, so that nobody takes an older head for news. */
async function setPublished(
  node: NodeContext,
  text: string,
  published: boolean,
  asRestored = false,
): Promise<CubeRecord> {
  const { cube } = await node.cubes.resolve(text)
  return node.exclusive(cube, async () => {
    const found = await node.cubes.resolve(cube)
    const record = asRestored ? lookedFor(found) : found
    requireOwn(record)
    if (found.restored === undefined && record.published === published) return record
    const next = { ...record, published }
    if (!published) return withdraw(node, next)
    const { seq } = parseHead(record.head)
    const refs = branchesOf(record)
    // A co-author who publishes says for the first time that this is current.
    const isSilent = record.rosters !== undefined && ownHead(node, record) === undefined
    if (seq < record.seq || isSilent)
      return writeHead(node, next, refs, node.nowMs(), [], { told: { kind: 'publish' } })
    await node.store.commit({
      put: [{ space: 'cubes', key: cube, value: next }, outboxEntry({ kind: 'head', cube })],
      audit: [{ time: node.nowMs(), kind: 'publish', cube: parseCid(cube) }],
    })
    node.events.emit('cubeChanged', next)
    return next
  })
}

async function withdraw(node: NodeContext, record: CubeRecord): Promise<CubeRecord> {
  const { cube } = record
  const seq = await nextSeq(node, record)
  const fields = { cube: parseCid(cube), seq, author: node.author.publicKey, time: node.nowMs() }
  const { bytes } = signWithdrawal(fields, node.author.secret)
  const next = { ...record, seq }
  await node.store.commit({
    put: [
      { space: 'cubes', key: cube, value: next },
      headEntry(cube, node.author.did, { seq, head: bytes }),
      outboxEntry({ kind: 'withdrawal', cube, bytes }),
    ],
    audit: [{ time: fields.time, kind: 'unpublish', cube: fields.cube, head: seq }],
  })
  node.events.emit('cubeChanged', next)
  return next
}

function ticketOf(node: NodeContext, record: CubeRecord): string {
  return (
    node.network?.ticket(record) ??
    formatTicket({ cube: parseCid(record.cube), name: record.name, addresses: [], head: record.head })
  )
}
