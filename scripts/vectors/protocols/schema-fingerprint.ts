import { readFileSync } from 'node:fs'
import { sha256 } from '../../../src/core/codec/index.ts'

const SCHEMA = new URL('../../../protocols/cube/schema.ipldsch', import.meta.url)

/** The first 16 bytes of sha256 over a schema without comments, each run of white space as one space; as hex. */
export function schemaFingerprint(text = readFileSync(SCHEMA, 'utf8')): string {
  const plain = text
    .replaceAll(/#[^\n]*/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
  return Buffer.from(sha256(Buffer.from(plain)).subarray(0, 16)).toString('hex')
}
