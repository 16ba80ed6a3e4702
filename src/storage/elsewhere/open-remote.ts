/**
 * A place for blocks by its name. What speaks to it is loaded, and its keys are read, when it is first asked for something:
 * a home opens without them.
 */
import { StorageError } from '../storage-error.ts'
import type { Place, RemoteBlocks, S3Keys } from './interface.ts'
import { noted, type Noted } from './note-answers.ts'
import { loadS3Keys } from './s3-keys.ts'
import { parseTarget } from './target.ts'

export interface RemoteOptions {
  /** File of the home with keys for S3. */
  keysFile: string
  keys: S3Keys | undefined
  /** Stands in for the network; tests of failing servers give one. */
  send?: typeof fetch
  answerMs?: number
  restMs?: number
}

type Named = Pick<Place, 'target' | 'home'>

export function openRemote(place: Named, options: RemoteOptions): Noted {
  let opening: Promise<RemoteBlocks> | undefined
  const open = (): Promise<RemoteBlocks> =>
    (opening ??= load(place, options).catch((error: unknown) => {
      // Keys that are put right are read again.
      opening = undefined
      throw error
    }))
  return noted({
    name: place.target,
    claim: async (home) => (await open()).claim(home),
    release: async (home) => (await open()).release(home),
    get: async (cid) => (await open()).get(cid),
    put: async (blocks) => (await open()).put(blocks),
    delete: async (cids) => (await open()).delete(cids),
    async *list() {
      yield* (await open()).list()
    },
    probe: async () => (await open()).probe(),
  })
}

/** @throws {StorageError} ERR_INVALID_INPUT; ERR_DENIED for keys that cannot be had */
async function load(
  { target, home }: Named,
  { keysFile, keys, ...how }: RemoteOptions,
): Promise<RemoteBlocks> {
  const parsed = parseTarget(target)
  switch (parsed.kind) {
    case 's3': {
      const { createS3Blocks } = await import('./s3-blocks.ts')
      return createS3Blocks(parsed, { ...how, home, keys: await loadS3Keys(keysFile, keys) })
    }
    case 'kubo': {
      const { createKuboBlocks } = await import('./kubo-blocks.ts')
      return createKuboBlocks(parsed, { ...how, home })
    }
    case 'level':
      throw new StorageError('ERR_INTERNAL', 'blocks that are here are nowhere else')
  }
}
