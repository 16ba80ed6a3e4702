/** The texts that the index asks for: it keeps none that a block has. */
import { parseCid } from '../core/codec/index.ts'
import { readText } from '../cubes/index.ts'
import type { TextSource } from '../recall/index.ts'
import type { Store } from '../storage/index.ts'
import { loadChanges } from './documents.ts'

/** Memories read at once, each as large as a block may be: others have their turn between them. As in `feed-parts.ts`. */
const readAtOnce = 32

export function textsOfMemories(store: Store): TextSource {
  return async (memories) => {
    const texts: (string | undefined)[] = []
    for (let from = 0; from < memories.length; from += readAtOnce) {
      const wanted = memories.slice(from, from + readAtOnce).map((key) => ({ key, cid: parseCid(key) }))
      for (const { after } of await loadChanges(store, wanted))
        // A damaged payload is like a damaged block: nothing that can be shown.
        texts.push(after && (await readText(store, after.memory).catch(() => undefined)))
    }
    return texts
  }
}
