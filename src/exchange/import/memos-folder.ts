/** A cube folder of MemOS: its textual memories. Pickled activations in it are never opened. */
import { createReadStream, existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Importer } from './importer.ts'
import { readDocument } from './json/json-format.ts'
import { memos } from './json/memos.ts'

const memories = 'textual_memory.json'

export const memosFolder: Importer = {
  format: 'memos-cube',
  notMemory: {},
  detect: (path, isFolder) => isFolder && existsSync(join(path, memories)),
  read: (path) => readDocument(memos, createReadStream(join(path, memories)), memories),
}
