/** The memories of a cube as documents of the index: each with its text and whose word it is. */
import type { CID } from 'multiformats/cid'
import { cidText } from '../core/codec/index.ts'
import { RESERVED_PREFIX, isOpaque, readMemory } from '../core/cube/index.ts'
import { MemCubeError } from '../core/errors.ts'
import { type FedChange, readText, formatVoice, type Spoken, type Voice } from '../cubes/index.ts'
import type { RecallChanges, RecallDocument } from '../recall/index.ts'
import type { Store } from '../storage/index.ts'

export async function loadChanges(
  store: Store,
  batch: readonly { key: string; cid: CID | undefined }[],
): Promise<FedChange[]> {
  const wanted = batch.flatMap(({ cid }) => (cid === undefined ? [] : [cid]))
  const blocks = await readWhole(store, wanted)
  let at = 0
  return batch.map(({ key, cid }) => {
    const bytes = cid === undefined ? undefined : blocks[at++]
    if (cid === undefined || bytes === undefined) return { key, after: undefined }
    const memory = readMemory(bytes)
    return isOpaque(memory) ? { key, after: undefined, isOpaque: true } : { key, after: { cid, memory } }
  })
}

/** Blocks, without those that are damaged: one memory that cannot be read does not keep the others out of the index. */
async function readWhole(store: Store, cids: CID[]): Promise<(Uint8Array | undefined)[]> {
  try {
    return await store.getMany(cids)
  } catch (error) {
    if (!(error instanceof MemCubeError) || error.code !== 'ERR_CORRUPT') throw error
    return Promise.all(cids.map((cid) => store.get(cid).catch(() => undefined)))
  }
}

/** Tells whose word each memory is. */
export type Speakers = (memories: readonly Spoken[]) => Promise<Voice[]>

/** Documents for the index; what is no text is not recalled. */
export async function toBatch(
  store: Store,
  cube: string,
  changes: readonly FedChange[],
  speakers: Speakers,
): Promise<RecallChanges> {
  const texts: (Spoken & { text: string })[] = []
  const remove: string[] = []
  const opaque: string[] = []
  for (const { key, after, isOpaque: isHidden } of changes) {
    if (key.startsWith(RESERVED_PREFIX)) continue
    if (isHidden === true) opaque.push(key)
    const body = after?.memory.body
    const text =
      after === undefined ? undefined : typeof body === 'string' ? body : await readText(store, after.memory)
    if (after === undefined || text === undefined) remove.push(key)
    else texts.push({ key, ...after, text })
  }
  const spoken = await speakers(texts)
  return { put: texts.map((text, index) => toDocument(cube, text, spoken[index] as Voice)), remove, opaque }
}

function toDocument(
  cube: string,
  { key, cid, memory, text }: Spoken & { text: string },
  voice: Voice,
): RecallDocument {
  const { session, order } = memory.data ?? {}
  return {
    cube,
    key,
    memory: cidText(cid),
    text,
    tags: memory.tags,
    created: memory.created,
    author: voice[0].author,
    voice: formatVoice(voice),
    ...(memory.valid?.from !== undefined && { validFrom: memory.valid.from }),
    ...(memory.valid?.until !== undefined && { validUntil: memory.valid.until }),
    ...(memory.governance.expires !== undefined && { expires: memory.governance.expires }),
    ...(typeof session === 'string' && { session }),
    ...(typeof order === 'number' && { order }),
  }
}
