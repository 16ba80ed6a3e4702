/** A file that is kept as it is, as the memory that it becomes. Its bytes are written to the store as they are read. */
import { readFileSync, statSync } from 'node:fs'
import type { CID } from 'multiformats/cid'
import { LIMITS } from '../../core/codec/index.ts'
import { payloadOf, type Memory } from '../../core/cube/index.ts'
import { compose, storePayload, type ComposedMemory } from '../../cubes/index.ts'
import type { Store } from '../../storage/index.ts'
import { NodeError } from '../../home/index.ts'
import type { ImportedFile } from './importer.ts'

interface ComposedFile extends ComposedMemory {
  /** What was written already, for the memory to link to. */
  written?: CID
}

/**
 * A file of the same size that was not touched since is taken for the same, as git does: a folder that is watched is read often.
 * @param before what the key holds: what the file cannot say of itself stays
 * @throws ERR_CONFLICT for a file that changes while it is read, ERR_LIMIT, and what the system says of one that cannot be read
 */
export async function composeFile(
  store: Store,
  key: string,
  item: ImportedFile,
  before: Memory | undefined,
): Promise<ComposedFile> {
  const held = before === undefined ? undefined : payloadOf(before)
  const isUntouched = held?.bytes === item.bytes && before?.created === item.createdGuess
  const body = isUntouched ? held : await bodyOf(store, item)
  const link = body instanceof Uint8Array ? undefined : body.link
  const isNew = link !== undefined && held?.link.equals(link) !== true
  const composed = compose(
    key,
    {
      type: 'plaintext',
      media: mediaFor(item),
      body,
      tags: before?.tags ?? [],
      // The same bytes keep the date of the memory that they became.
      created: isNew ? item.createdGuess : (before?.created ?? item.createdGuess),
      provenance: { activity: 'import', ...(item.source !== undefined && { source: { uri: item.source } }) },
      governance: before?.governance ?? {},
      ...(before?.valid !== undefined && { valid: before.valid }),
      ...(item.data !== undefined && { data: item.data }),
    },
    [],
  )
  return { ...composed, ...(isNew && { written: link }) }
}

/** A text has fewer bytes than other files may have; a larger one is one of bytes. */
function mediaFor({ media, bytes }: ImportedFile): string {
  return media.startsWith('text/') && bytes > LIMITS.maxTextBytes ? 'application/octet-stream' : media
}

/** Small ones are in the memory itself. */
async function bodyOf(
  store: Store,
  { item, file, bytes }: ImportedFile,
): Promise<Uint8Array | { link: CID; bytes: number }> {
  const body =
    bytes <= LIMITS.inlineBodyBytes
      ? new Uint8Array(readFileSync(file))
      : await storePayload(store, file, bytes)
  const read = body instanceof Uint8Array ? body.length : statSync(file).size
  if (read === bytes) return body
  throw new NodeError('ERR_CONFLICT', `${item} changed while it was read`, { hint: 'import it again' })
}
