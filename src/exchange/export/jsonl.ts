import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import type { CID } from 'multiformats/cid'
import type { Memory } from '../../core/cube/index.ts'
import { type Forgets, type Reads, readText } from '../../cubes/index.ts'
import { ownFields } from '../formats/own-fields.ts'
import { type CallOptions, invalidInput } from '../../home/index.ts'
import type { Exporter, Written } from './exporter.ts'
import { memoriesAt } from './memories.ts'
import { writeWhole } from './output.ts'

/** One JSON object a line, as `import --format jsonl` reads it. */
export const jsonl: Exporter = {
  format: 'jsonl',
  write: (node, _record, commit, out, options) =>
    writeWhole(out, async (path) => {
      const tally: Written = { written: 0, files: 1 }
      await pipeline(lines(node, commit, tally, options), createWriteStream(path, { flags: 'wx' }))
      return tally
    }),
}

async function* lines(
  node: Reads & Forgets,
  commit: CID,
  tally: Written,
  { signal, progress }: CallOptions,
): AsyncGenerator<string> {
  for await (const { key, memory } of memoriesAt(node, commit)) {
    signal.throwIfAborted()
    const body = await readText(node.store, memory)
    if (body === undefined) {
      throw invalidInput(
        `the memory "${key}" is of type ${memory.type} and does not fit a line of JSON`,
        'export it with --format car or markdown',
      )
    }
    yield `${JSON.stringify(lineOf(key, body, memory))}\n`
    progress({ phase: 'write', done: ++tally.written, unit: 'memories' })
  }
}

function lineOf(key: string, body: string, memory: Memory): Record<string, unknown> {
  const { media, ...own } = ownFields(key, memory)
  const { session, order, ...rest } = memory.data ?? {}
  // A place that no line can say stays with the rest.
  const isPlace =
    (session === undefined || typeof session === 'string') && (order === undefined || Number.isInteger(order))
  const data = isPlace ? rest : (memory.data ?? {})
  return {
    key,
    body,
    ...(media !== 'text/plain' && { media }),
    ...(memory.tags.length > 0 && { tags: memory.tags }),
    ...own,
    ...(isPlace && session !== undefined && { session }),
    ...(isPlace && order !== undefined && { order }),
    ...(Object.keys(data).length > 0 && { data }),
  }
}
