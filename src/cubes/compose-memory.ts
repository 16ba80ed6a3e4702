/** Turns what a person or an importer gives into memory blocks. Pure: the blocks are returned, not written. */
import type { CID } from 'multiformats/cid'
import { RAW, LIMITS, cidFor, type Block } from '../core/codec/index.ts'
import { checkKey, createMemory, RESERVED_PREFIX, type Memory, type MemoryInput } from '../core/cube/index.ts'
import { invalidInput, NodeError } from '../home/index.ts'

/** One key of a cube and the memory that it shall hold, with the blocks that are needed for it. */
export interface ComposedMemory {
  key: string
  cid: CID
  memory: Memory
  blocks: Block[]
}

const utf8 = new TextEncoder()

/**
 * A text memory. A text above 16 KiB is linked as one raw block.
 * @throws ERR_LIMIT above 256 KiB, ERR_INVALID_INPUT for a key that is not one.
 */
export function composeText(key: string, text: string, fields: Omit<MemoryInput, 'body'>): ComposedMemory {
  const bytes = utf8.encode(text)
  if (bytes.length > LIMITS.maxTextBytes) {
    throw new NodeError(
      'ERR_LIMIT',
      `the text has ${bytes.length} bytes; a text memory has at most ${LIMITS.maxTextBytes}`,
      {
        hint: 'split it into several memories, or import the file: import splits at headings',
      },
    )
  }
  if (bytes.length <= LIMITS.inlineBodyBytes) return compose(key, { ...fields, body: text }, [])
  const payload: Block = { cid: cidFor(RAW, bytes), bytes }
  return compose(key, { ...fields, body: { link: payload.cid, bytes: bytes.length } }, [payload])
}

/** A memory whose body is inline or already stored; `payload` are the blocks of a linked body that still have to be written. */
export function compose(key: string, input: MemoryInput, payload: Block[]): ComposedMemory {
  const { memory, block } = createMemory(input)
  return { key: checkOwnKey(key), cid: block.cid, memory, blocks: [...payload, block] }
}

/** A key that a person may write: the reserved prefix belongs to the cube's own settings. */
export function checkOwnKey(key: string): string {
  const checked = checkKey(key)
  if (checked.startsWith(RESERVED_PREFIX)) {
    throw invalidInput(
      `the key "${key}" starts with ${RESERVED_PREFIX}, which holds the cube's own settings`,
      'choose another key',
    )
  }
  return checked
}
