import { z } from 'zod'
import { parseCid } from '../../core/codec/index.ts'
import { type Changes, type Reads, holdHeld } from '../../cubes/index.ts'
import type { Clock, Locks } from '../../home/index.ts'
import { useCase } from '../use-case.ts'
import * as inputs from './inputs.ts'
import * as outputs from './outputs.ts'

const input = z.strictObject({ cube: inputs.cube })
const output = z.object({ cube: outputs.text, pinned: z.boolean(), ...outputs.noticed })

export const pin = useCase({
  name: 'pin',
  summary: 'Keeps a cube whatever the cache has room for.',
  writes: 'home',
  spans: 'one',
  placedBy: 'cube',
  sets: true,
  input,
  output,
  run: (node, { cube }) => setPinned(node, cube, true),
})

export const unpin = useCase({
  name: 'unpin',
  summary: 'Lets a cube of others give way again when the cache is full; nothing is removed now.',
  writes: 'home',
  spans: 'one',
  placedBy: 'cube',
  sets: true,
  input,
  output,
  run: (node, { cube }) => setPinned(node, cube, false),
})

async function setPinned(
  node: Reads & Changes & Clock & Locks,
  text: string,
  pinned: boolean,
): Promise<{ cube: string; pinned: boolean }> {
  return holdHeld(node, text, async (record) => {
    const { cube } = record
    if ((record.pinned ?? false) === pinned) return { cube, pinned }
    await node.ledger.change({
      record: { ...record, pinned },
      audit: [{ time: node.nowMs(), kind: pinned ? 'pin' : 'unpin', cube: parseCid(cube) }],
    })
    return { cube, pinned }
  })
}
