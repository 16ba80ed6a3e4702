/** The formats that are one JSON document, in order of recognition. */
import type { Importer } from '../importer.ts'
import { chatFiles } from '../chats/index.ts'
import { createJsonImporter } from './json-format.ts'
import { letta } from './letta.ts'
import { mem0 } from './mem0.ts'
import { memos } from './memos.ts'
import { mpf } from './mpf.ts'

export const jsonFormats: readonly Importer[] = [
  mpf,
  createJsonImporter(letta),
  ...chatFiles,
  createJsonImporter(memos),
  createJsonImporter(mem0),
]
