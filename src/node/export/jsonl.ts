import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import type { CID } from 'multiformats/cid'
import type { NodeContext } from '../context.ts'
import { readText } from '../cubes/read-body.ts'
import type { CallOptions } from '../use-case.ts'
import type { Exporter, Written } from './exporter.ts'
import { memoriesAt } from './memories.ts'
import { writeWhole } from './output.ts'
import { invalidInput } from '../errors.ts'

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
  node: NodeContext,
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
    const { session, order, ...data } = memory.data ?? {}
    yield `${JSON.stringify({
      key,
      body,
      ...(memory.tags.length > 0 && { tags: memory.tags }),
      created: memory.created,
      ...(memory.valid !== undefined && { valid: memory.valid }),
      ...(memory.provenance.source !== undefined && { source: memory.provenance.source.uri }),
      ...(session !== undefined && { session }),
      ...(order !== undefined && { order }),
      ...(Object.keys(data).length > 0 && { data }),
    })}\n`
    progress({ phase: 'write', done: ++tally.written, unit: 'memories' })
  }
}
