import { exporter } from 'ipfs-unixfs-exporter'
import { RAW, LIMITS } from '../core/codec/index.ts'
import type { Memory } from '../core/cube/index.ts'
import { createOfflineBlocks, type BlockReader } from './offline-blocks.ts'
import { NodeError } from '../home/index.ts'

function isText(memory: Memory): boolean {
  return (
    memory.type === 'plaintext' && (typeof memory.body === 'string' || !(memory.body instanceof Uint8Array))
  )
}

/** Whether the index may have the memory: texts up to the limit, short or as a payload whose bytes are a text. */
export function isIndexed(memory: Memory): boolean {
  const { body } = memory
  return (
    isText(memory) && (typeof body === 'string' || (body as { bytes: number }).bytes <= LIMITS.maxTextBytes)
  )
}

/**
 * The text of a memory, `undefined` for one that has none, or whose bytes are none.
 * @throws ERR_CORRUPT when its payload is not held or is not what the memory says.
 */
export async function readText(store: BlockReader, memory: Memory): Promise<string | undefined> {
  const { body } = memory
  if (typeof body === 'string') return body
  if (memory.type !== 'plaintext' || body instanceof Uint8Array || body.bytes > LIMITS.maxTextBytes)
    return undefined
  const bytes =
    body.link.code === RAW
      ? await store.get(body.link)
      : await collect(readPayload(store, memory), body.bytes)
  if (bytes === undefined || bytes.length !== body.bytes) {
    throw new NodeError(
      'ERR_CORRUPT',
      `the text ${body.link} has ${bytes?.length ?? 'no'} bytes here; its memory says ${body.bytes}`,
      {
        hint: 'run `memcube fsck`, then pull the cube again',
      },
    )
  }
  return textIn(bytes)
}

/** A file that says it is a text may be none: anybody can write such a record. */
function textIn(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** The bytes of a memory's body, in chunks. */
export async function* readPayload(store: BlockReader, memory: Memory): AsyncGenerator<Uint8Array> {
  const { body } = memory
  if (typeof body === 'string') yield new TextEncoder().encode(body)
  else if (body instanceof Uint8Array) yield body
  else {
    const entry = await exporter(body.link, createOfflineBlocks(store))
    if (entry.type !== 'file' && entry.type !== 'raw') {
      throw new NodeError('ERR_CORRUPT', `the payload ${body.link} is a ${entry.type}, not a file`, {
        hint: 'tell the author of the cube',
      })
    }
    yield* entry.content()
  }
}

async function collect(chunks: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const chunk of chunks) {
    size += chunk.length
    if (size > maxBytes) break
    parts.push(chunk)
  }
  return Buffer.concat(parts)
}
